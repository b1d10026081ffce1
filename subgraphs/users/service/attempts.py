"""Tries that failed lately, counted per account and per address, in memory or in Redis."""

import hashlib
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from limits import parse_many
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from subgraphs.common.errors import RateLimited, Unavailable

MEMORY = "memory://"
# Signing in waits no longer for a Redis that hangs.
REDIS_SECONDS = 0.5


class Attempts:
    """Counts; several replicas count together when they share a Redis. Closed when it is down."""

    def __init__(self, limits: str, storage_url: str = MEMORY) -> None:
        self._limits = parse_many(limits)
        self._limiter = MovingWindowRateLimiter(_storage(storage_url))

    async def take(self, kind: str, key: str) -> datetime | None:
        """Count one try; None, or the instant of the next one when there were too many."""
        name = _digest(key)
        async with _reachable():
            for limit in self._limits:
                if not await self._limiter.hit(limit, kind, name):
                    return await self._reset(limit, kind, name)
        return None

    async def until(self, kind: str, key: str) -> datetime | None:
        """None, or the instant of the next try when there were too many; counts nothing."""
        name = _digest(key)
        async with _reachable():
            for limit in self._limits:
                if not await self._limiter.test(limit, kind, name):
                    return await self._reset(limit, kind, name)
        return None

    async def forget(self, kind: str, key: str) -> None:
        """Whoever tried has proved who they are."""
        async with _reachable():
            for limit in self._limits:
                await self._limiter.clear(limit, kind, _digest(key))

    async def admit(self, kind: str, key: str | None) -> None:
        """RateLimited after too many tries; nobody is refused for an address that is not known."""
        if key is not None:
            refuse(await self.until(kind, key))

    async def blame(self, kind: str, key: str | None) -> None:
        """Count a try that failed."""
        if key is not None:
            await self.take(kind, key)

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


def _storage(url: str) -> Any:
    if url == MEMORY:
        return storage_from_string("async+memory://")
    seconds = {"stream_timeout": REDIS_SECONDS, "connect_timeout": REDIS_SECONDS}
    return storage_from_string(f"async+{url}", wrap_exceptions=True, **seconds)


def _digest(key: str) -> str:
    # The counters may outlive an account, and an e-mail address is nobody's business there.
    return hashlib.sha256(key.encode()).hexdigest()


@asynccontextmanager
async def _reachable() -> AsyncIterator[None]:
    try:
        yield
    except StorageError as error:
        raise Unavailable("Nobody can sign in for the moment; try again.") from error
