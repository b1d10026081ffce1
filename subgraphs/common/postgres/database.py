"""One database: an engine, and its connections lent to the methods of the stores."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, literal, select
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from subgraphs.common.postgres.codes import our_codes
from subgraphs.common.postgres.connection import NOTHING, Connection, Given
from subgraphs.common.postgres.lending import OLDEST_SECONDS, TRUSTED_SECONDS, Lender
from subgraphs.common.postgres.prepared import Prepared
from subgraphs.common.statements import note

# How long a request waits for somebody to give a connection back.
POOL_SECONDS = 2.0
_ONE = Prepared(select(literal(1)))


class Database:
    """Connections for store methods, each for one method; failures become Unavailable.

    The *engine* is for what speaks to SQLAlchemy itself, and shares the connections.
    """

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://" + url.split("://", 1)[1],
            # No overflow: a connection beyond the pool is closed after its use, and opening the
            # next one costs both sides more than ten statements (SCRAM, a new server process).
            pool_size=pool_size,
            max_overflow=0,
            # Addresses and hashes are nobody's business where errors are printed.
            hide_parameters=True,
            pool_timeout=POOL_SECONDS,
            pool_recycle=int(OLDEST_SECONDS),
            connect_args={
                "timeout": 2,
                # Shorter than the router's 3 s, so that our own code reaches the client.
                "command_timeout": 2.5,
                "server_settings": {"statement_timeout": "2500", "timezone": "UTC"},
            },
        )
        ping_idle_connections(self.engine)
        note_statements(self.engine)
        self._lender = Lender(self.engine, pool_size, POOL_SECONDS)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A connection for single statements, each its own transaction."""
        with our_codes():
            async with self._lender.lent() as connection:
                yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One transaction: committed at the end, rolled back on any exception."""
        with our_codes():
            async with self._lender.lent() as connection, connection.begun():
                yield connection

    async def fetch(self, statement: Prepared, given: Given = NOTHING) -> list[Any]:
        """The rows of a prepared statement, in a transaction of its own."""
        async with self.read() as connection:
            return await connection.fetch(statement, given)

    async def fetch_one(self, statement: Prepared, given: Given = NOTHING) -> Any:
        """The only row of a prepared statement, None when it has none."""
        async with self.read() as connection:
            return await connection.fetch_one(statement, given)

    async def ping(self) -> None:
        """Raises Unavailable when the database does not answer."""
        await self.fetch(_ONE)

    async def close(self) -> None:
        """Close every connection that is not in use."""
        await self._lender.close()
        await self.engine.dispose()


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
