"""Tries that failed lately, counted per account and per address, in memory or in Redis."""

import asyncio
import hashlib
import math
import time
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any, TypeVar

from coredis import ConnectionPool
from coredis.retry import NoRetryPolicy
from limits import parse_many
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

from subgraphs.common.errors import RateLimited, Unavailable
from subgraphs.users.service.windows import Windows

T = TypeVar("T")

MEMORY = "memory://"
# For each of the at most three steps to a first answer (connection, greeting, command): signing in
# waits no longer than 1.5 s for a Redis that hangs.
REDIS_SECONDS = 0.5


class Attempts:
    """Counts; several replicas count together when they share a Redis. Closed when it is down."""

    def __init__(self, limits: str, storage_url: str = MEMORY) -> None:
        self._limits = parse_many(limits)
        self._pool = None if storage_url == MEMORY else _pool(storage_url)
        self._limiter = MovingWindowRateLimiter(_storage(storage_url, self._pool))

    async def take(self, kind: str, key: str) -> datetime | None:
        """Count one try; None, or the instant of the next one when there were too many."""
        return await _answer(self._take(kind, _digest(key)))

    async def until(self, kind: str, key: str) -> datetime | None:
        """None, or the instant of the next try when there were too many; counts nothing."""
        return await _answer(self._until(kind, _digest(key)))

    async def forget(self, kind: str, key: str) -> None:
        """Whoever tried has proved who they are."""
        await _answer(self._forget(kind, _digest(key)))

    async def admit(self, kind: str, key: str | None) -> None:
        """RateLimited after too many tries; nobody is refused for an address that is not known."""
        if key is not None:
            refuse(await self.until(kind, key))

    async def blame(self, kind: str, key: str | None) -> None:
        """Count a try that failed."""
        if key is not None:
            await self.take(kind, key)

    def close(self) -> None:
        """Let go of every connection."""
        if self._pool is not None:
            self._pool.disconnect()

    async def _take(self, kind: str, name: str) -> datetime | None:
        for limit in self._limits:
            if not await self._limiter.hit(limit, kind, name):
                return await self._reset(limit, kind, name)
        return None

    async def _until(self, kind: str, name: str) -> datetime | None:
        for limit in self._limits:
            if not await self._limiter.test(limit, kind, name):
                return await self._reset(limit, kind, name)
        return None

    async def _forget(self, kind: str, name: str) -> None:
        for limit in self._limits:
            await self._limiter.clear(limit, kind, name)

    async def _reset(self, limit: Any, kind: str, name: str) -> datetime:
        stats = await self._limiter.get_window_stats(limit, kind, name)
        # An instant in the past would tell nothing to whoever waits for it.
        return datetime.fromtimestamp(max(stats.reset_time, time.time() + 1), UTC)


def refuse(until: datetime | None) -> None:
    """RateLimited until then; nothing when there is no such instant."""
    if until is None:
        return
    seconds = max(1, math.ceil((until - datetime.now(UTC)).total_seconds()))
    raise RateLimited(f"Too many tries; try again in {seconds} seconds.", seconds * 1000)


def _pool(url: str) -> ConnectionPool:
    return ConnectionPool.from_url(url, stream_timeout=REDIS_SECONDS, connect_timeout=REDIS_SECONDS)


def _storage(url: str, pool: ConnectionPool | None) -> Any:
    if pool is None:
        return Windows()
    # Without retries: a try that was counted and not answered would be counted again.
    once: Any = {"connection_pool": pool, "retry_policy": NoRetryPolicy()}
    return RedisStorage(f"async+{url}", wrap_exceptions=True, **once)


def _digest(key: str) -> str:
    # The counters may outlive an account, and an e-mail address is nobody's business there.
    return hashlib.sha256(key.encode()).hexdigest()


async def _answer(asked: Awaitable[T]) -> T:
    """What the storage says; Unavailable when it says nothing."""
    try:
        # A caller that is cut off would close the connection under the commands of others.
        return await asyncio.shield(asked)
    except StorageError as error:
        raise Unavailable("Nobody can sign in for the moment; try again.") from error
