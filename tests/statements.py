"""How many statements an answer costs: the proof that lookups are batched."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from pymongo.monitoring import CommandListener
from sqlalchemy import event
from sqlalchemy.engine import Engine

from subgraphs.common.postgres import connection


@contextmanager
def sql_statements() -> Iterator[list[str]]:
    """The SQL this process runs meanwhile; connection checks left out."""
    seen: list[str] = []

    def record(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", record)
    try:
        # What is prepared passes SQLAlchemy by.
        with patch.object(connection, "note", seen.append):
            yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", record)


class MongoCommands(CommandListener):
    """The reads this process sends to MongoDB, by their names and collections."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def started(self, event: object) -> None:
        """Note a command as it leaves."""
        name, command = event.command_name, event.command  # type: ignore[attr-defined]
        if name in ("find", "aggregate", "update", "insert", "findAndModify"):
            self.seen.append(f"{name} {command[name]}")

    def succeeded(self, event: object) -> None:
        """Nothing to note."""

    def failed(self, event: object) -> None:
        """Nothing to note."""
