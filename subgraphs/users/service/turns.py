"""Work that costs much CPU: a few at a time, one for each account, and none that comes too late."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from subgraphs.common.deadline import remaining, within
from subgraphs.common.errors import Unavailable

# How long a turn takes before one was seen.
USUAL_SECONDS = 0.1
# Shorter than the router's 3 s, so that whoever waits in vain hears it from us.
PATIENCE = 2.5


class Turns:
    """A turn is held while working; DEPENDENCY_UNAVAILABLE for whoever would get none in time."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._free = asyncio.Semaphore(at_once)
        self._taken = 0
        self._seconds = USUAL_SECONDS
        # As long as somebody waits for them.
        self._accounts: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, account: str) -> AsyncIterator[None]:
        """Hold one of a few turns; whoever tries one account many times at once holds but one."""
        with within(PATIENCE):
            async with self._alone(account), self._one_of_few():
                yield

    @asynccontextmanager
    async def _alone(self, account: str) -> AsyncIterator[None]:
        lock = self._accounts.setdefault(account, asyncio.Lock())
        await self._in_time(lock.acquire())
        try:
            yield
        finally:
            lock.release()

    @asynccontextmanager
    async def _one_of_few(self) -> AsyncIterator[None]:
        # Where one is free none is too late: that slow turns are quick again is seen by taking one.
        before = self._taken - self._at_once + 1
        if before > 0 and before / self._at_once * self._seconds > self._patience():
            raise _too_late()
        self._taken += 1
        try:
            await self._in_time(self._free.acquire())
            started = time.perf_counter()
            try:
                yield
            finally:
                self._free.release()
                # A moving mean, so that how long a turn takes is known on every machine.
                self._seconds += (time.perf_counter() - started - self._seconds) / 8
        finally:
            self._taken -= 1

    def _patience(self) -> float:
        return max(0.0, remaining() - self._seconds)

    async def _in_time(self, coming: Coroutine[Any, Any, bool]) -> None:
        try:
            async with asyncio.timeout(self._patience()):
                await coming
        except TimeoutError:
            # Those before took longer than turns usually take.
            raise _too_late() from None


def _too_late() -> Unavailable:
    return Unavailable("Too many people are signing in; try again in a few seconds.")
