"""Connections lent to store methods: opened by SQLAlchemy, and lent without its pool."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from subgraphs.common.postgres.connection import UNSOUND, Connection

# A connection used so lately is taken without a ping; if the server went without a word meanwhile,
# one request gets DEPENDENCY_UNAVAILABLE.
TRUSTED_SECONDS = 1.0
# What a server or a library gathers for one connection is let go of now and then.
OLDEST_SECONDS = 1800.0

log = structlog.get_logger()


class Lender:
    """At most *size* connections of an engine, each checked out of it for as long as it is good.

    SQLAlchemy's own pool needs two greenlets for each use, asyncpg's two tasks; here the connection
    that was given back last is lent again, without either.
    """

    def __init__(self, engine: AsyncEngine, size: int, patience: float) -> None:
        # SQLAlchemy begins nothing: a transaction is begun on the driver's connection.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._places = asyncio.Semaphore(size)
        self._patience = patience
        self._idle: list[Connection] = []
        self._ending: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Connection]:
        """A connection until the end of the block; PoolTimeout when none comes back in time."""
        connection = await self._take()
        try:
            yield connection
        except BaseException as error:
            is_sound = isinstance(error, Exception) and not isinstance(error, UNSOUND)
            self._give_back(connection, is_sound=is_sound)
            raise
        else:
            self._give_back(connection, is_sound=True)

    async def close(self) -> None:
        """Close every connection that is not lent, whatever becomes of one of them."""
        while self._idle:
            self._end_soon(self._idle.pop())
        await asyncio.gather(*self._ending, return_exceptions=True)

    async def _take(self) -> Connection:
        if self._places.locked():
            try:
                async with asyncio.timeout(self._patience):
                    await self._places.acquire()
            except TimeoutError:
                raise PoolTimeout from None
        else:
            await self._places.acquire()
        try:
            return self._trusted() or await self._proved() or await self._opened()
        except BaseException:
            self._places.release()
            raise

    def _give_back(self, connection: Connection, *, is_sound: bool) -> None:
        # One that never rests is asked for its age nowhere else.
        if is_sound and connection.is_free() and connection.age < OLDEST_SECONDS:
            connection.settle()
            self._idle.append(connection)
            self._places.release()
            return
        # Nobody waits for it: whoever gave it back was cut off, perhaps.
        ending = self._end_soon(connection)
        ending.add_done_callback(lambda _: self._places.release())

    def _abandon(self, connection: Connection) -> None:
        """End an idle connection, which has no place, without a word to the server.

        Closed politely it would keep its place in SQLAlchemy's pool for as long as nobody answers.
        """
        connection.driver.terminate()
        self._end_soon(connection)

    def _end_soon(self, connection: Connection) -> "asyncio.Task[None]":
        ending = asyncio.create_task(_end(connection))
        self._ending.add(ending)
        ending.add_done_callback(self._ended)
        return ending

    def _ended(self, ending: "asyncio.Task[None]") -> None:
        self._ending.discard(ending)
        if not ending.cancelled() and (error := ending.exception()) is not None:
            log.warning("connection_not_closed", exc_info=error)

    def _trusted(self) -> Connection | None:
        """The connection that was used last, if that was just now."""
        if not self._idle or not self._idle[-1].is_free():
            return None
        rested = time.monotonic() - self._idle[-1].settled_at
        return self._idle.pop() if rested < TRUSTED_SECONDS else None

    async def _proved(self) -> Connection | None:
        """An idle connection that still answers; after one that does not, none is asked."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_free():
                self._abandon(connection)
                continue
            is_good = False
            try:
                is_good = await connection.answers()
            finally:
                if not is_good:
                    self._abandon(connection)
            if not is_good:
                # What silenced one silenced the others: nobody waits for each of them in turn.
                while self._idle:
                    self._abandon(self._idle.pop())
                return None
            if connection.age < OLDEST_SECONDS:
                return connection
            await _end(connection)
        return None

    async def _opened(self) -> Connection:
        opened = await self._engine.connect()
        return Connection(opened, (await opened.get_raw_connection()).driver_connection)


async def _end(connection: Connection) -> None:
    try:
        await connection.sqlalchemy.invalidate()
    finally:
        # Its place in SQLAlchemy's pool is free only now.
        await connection.sqlalchemy.close()
