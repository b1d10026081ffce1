"""A connection of a store method's: for statements made once, and for those SQLAlchemy makes."""

import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import Connection as DriverConnection
from asyncpg import InterfaceError, PostgresError
from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from subgraphs.common.postgres.prepared import Prepared
from subgraphs.common.statements import note

Given = Mapping[str, Any]
NOTHING: Given = {}
# A server that is well answers in a millisecond, and a request has the time for a new connection.
PING_SECONDS = 0.5
# Nobody knows what is still on its way over a connection that failed like this.
UNSOUND = (TimeoutError, OSError, InterfaceError)


class Connection:
    """One connection, used by one task at a time.

    What SQLAlchemy runs and what is prepared runs on the same connection of the driver, so both
    are in the same transaction.
    """

    __slots__ = ("_is_sound", "_opened_at", "driver", "settled_at", "sqlalchemy")

    def __init__(self, sqlalchemy: AsyncConnection, driver: DriverConnection) -> None:
        self.sqlalchemy = sqlalchemy
        self.driver = driver
        self._is_sound = True
        self._opened_at = self.settled_at = time.monotonic()

    async def fetch(self, statement: Prepared, given: Given = NOTHING) -> list[Any]:
        """The rows of a prepared statement."""
        note(statement.sql)
        arguments = statement.arguments(given)
        rows: list[Any] = await self.driver.fetch(
            statement.sql, *arguments, record_class=statement.row
        )
        return rows

    async def fetch_one(self, statement: Prepared, given: Given = NOTHING) -> Any:
        """The only row of a prepared statement, None when it has none."""
        rows = await self.fetch(statement, given)
        if len(rows) > 1:
            raise LookupError(f"{len(rows)} rows where one was expected")
        return rows[0] if rows else None

    async def run(self, statement: Prepared, given: Given = NOTHING) -> None:
        """Run a prepared statement that has no rows to tell."""
        note(statement.sql)
        await self.driver.execute(statement.sql, *statement.arguments(given))

    async def run_each(self, statement: Prepared, rows: Iterable[Given]) -> None:
        """Run a prepared statement for each of *rows*, in one go."""
        note(statement.sql)
        await self.driver.executemany(statement.sql, [statement.arguments(row) for row in rows])

    async def execute(self, statement: Executable, given: Any = None) -> CursorResult[Any]:
        """Run what has to be made for each call, by SQLAlchemy."""
        return await self.sqlalchemy.execute(statement, given)

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[None]:
        """A transaction: committed at the end, rolled back on any exception.

        Not on a cancellation, nor when the connection timed out or broke: it is closed, and the
        server rolls back. One on which no transaction begins is free for nobody afterwards.
        """
        transaction = self.driver.transaction()
        try:
            await transaction.start()
        except BaseException:
            self._is_sound = False
            raise
        try:
            yield
        except UNSOUND:
            raise
        except Exception:
            if not self.driver.is_closed():
                await transaction.rollback()
            raise
        await transaction.commit()

    @property
    def age(self) -> float:
        """Seconds since it was opened."""
        return time.monotonic() - self._opened_at

    def is_free(self) -> bool:
        """Whether somebody may use it: it is open and sound, and no transaction is open."""
        return self._is_sound and not (self.driver.is_closed() or self.driver.is_in_transaction())

    def settle(self) -> None:
        """Nobody uses it from now on."""
        of_sqlalchemy = self.sqlalchemy.sync_connection
        if of_sqlalchemy is not None and of_sqlalchemy.in_transaction():
            # One of SQLAlchemy's own mind: in autocommit it sends the server nothing.
            of_sqlalchemy.rollback()
        self.settled_at = time.monotonic()

    async def answers(self) -> bool:
        """Whether the server is still at the other end, and says so at once."""
        if not self.is_free():
            return False
        try:
            await self.driver.fetchrow(";", timeout=PING_SECONDS)
        except (PostgresError, InterfaceError, OSError, TimeoutError):
            return False
        return True
