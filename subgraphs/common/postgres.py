"""PostgreSQL: an engine, and what goes wrong with it said in our codes."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from subgraphs.common.errors import BadUserInput, Unavailable
from subgraphs.common.statements import note

# A connection used so lately is taken without a ping; if the server closed it meanwhile, one
# request gets DEPENDENCY_UNAVAILABLE and the pool starts anew.
TRUSTED_SECONDS = 1.0
# SQLSTATE 22021: text that PostgreSQL cannot store, such as NUL.
_UNSTORABLE = "22021"
# Out of connections or memory, shutting down or starting up (SQLSTATE classes 53 and 57P), and a
# statement that took too long, perhaps because it waited for a lock.
_SERVER_IN_TROUBLE = ("53", "57P", "57014")


class Database:
    """An engine whose every connection lasts one store method; failures become Unavailable."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://" + url.split("://", 1)[1],
            # No overflow: a connection beyond the pool is closed after its use, and opening the
            # next one costs both sides more than ten statements (SCRAM, a new server process).
            pool_size=pool_size,
            max_overflow=0,
            # Addresses and hashes are nobody's business where errors are printed.
            hide_parameters=True,
            pool_timeout=2,
            pool_recycle=1800,
            connect_args={
                "timeout": 2,
                # Shorter than the router's 3 s, so that our own code reaches the client.
                "command_timeout": 2.5,
                "server_settings": {"statement_timeout": "2500", "timezone": "UTC"},
            },
        )
        ping_idle_connections(self.engine)
        note_statements(self.engine)
        self._reads = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for single statements, each its own transaction."""
        with _our_codes():
            async with self._reads.connect() as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back on any exception."""
        with _our_codes():
            async with self.engine.begin() as connection:
                yield connection

    async def ping(self) -> None:
        """Raises Unavailable when the database does not answer."""
        async with self.read() as connection:
            await connection.execute(text("select 1"))


def note_statements(engine: AsyncEngine) -> None:
    """Count what is sent, for the request it is sent for."""

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def sent(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        note(statement)


def ping_idle_connections(engine: AsyncEngine) -> None:
    """Replace a connection the server has closed, before it is used.

    `pool_pre_ping` does so at every use, which is a sixth of the CPU of a one-statement request.
    """
    pool, dialect = engine.sync_engine.pool, engine.sync_engine.dialect

    @event.listens_for(pool, "checkin")
    def stamp(_: object, record: Any) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(pool, "checkout")
    def ping(connection: Any, record: Any, _: object) -> None:
        if time.monotonic() - record.info.get("used_at", time.monotonic()) < TRUSTED_SECONDS:
            return
        try:
            dialect.do_ping(connection)
        except Exception as error:
            raise DisconnectionError from error


def violates(error: IntegrityError, constraint: str) -> bool:
    """Whether *error* is the violation of that constraint: a unique constraint is our lock."""
    return getattr(getattr(error.orig, "__cause__", None), "constraint_name", None) == constraint


@contextmanager
def _our_codes() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except PoolTimeout:
        raise Unavailable("Too many requests wait for the database; try again.") from None
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if state == _UNSTORABLE:
            raise BadUserInput("A text holds a character that cannot be stored.") from None
        if state.startswith(_SERVER_IN_TROUBLE):
            raise Unavailable("The database does not answer; try again.") from error
        if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated:
            raise Unavailable("The database does not answer; try again.") from error
        raise
    except (OSError, TimeoutError) as error:
        # asyncpg raises these bare when it cannot connect.
        raise Unavailable("The database does not answer; try again.") from error
