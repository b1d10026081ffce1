"""Moving windows in the memory of one process, and never more of them than fit."""

import time
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from limits.aio.storage import MemoryStorage

# About 45 MB. Whoever fills them makes us forget the oldest first, which gives five more guesses at
# an account for every 50,000 failures elsewhere.
MOST_WINDOWS = 100_000
# Two for each that is added: what has ended is dropped faster than it comes.
SWEPT = 2


@dataclass(slots=True)
class Window:
    """Instants of tries, oldest first, and when the last of them is forgotten."""

    ends: float = 0.0
    tries: list[float] = field(default_factory=list)


class Windows(MemoryStorage):
    """What `limits` needs of a storage, each step at once and without a lock.

    Its own memory storage looks through all it has at every try, with a thread for each entry: a
    refused login of ten thousand accounts occupies the process for seconds.
    """

    STORAGE_SCHEME = []  # noqa: RUF012 - as limits declares it; no URL names this one

    def __init__(self, most: int = MOST_WINDOWS, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock
        self._most = most
        # Those tried last are at the end.
        self._windows: OrderedDict[str, Window] = OrderedDict()

    def __len__(self) -> int:
        return len(self._windows)

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count a try; False when there were too many, and then it is not counted."""
        now = self._clock()
        window = self._windows.get(key) or Window()
        _drop(window.tries, now - expiry)
        if len(window.tries) + amount > limit:
            return False
        window.tries.extend([now] * amount)
        window.ends = now + expiry
        self._windows[key] = window
        self._windows.move_to_end(key)
        self._sweep(now)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """The oldest try that counts, and how many do."""
        now = self._clock()
        window = self._windows.get(key) or Window()
        _drop(window.tries, now - expiry)
        return (window.tries[0], len(window.tries)) if window.tries else (now, 0)

    async def clear(self, key: str) -> None:
        """Forget every try."""
        self._windows.pop(key, None)

    def _sweep(self, now: float) -> None:
        for _ in range(SWEPT):
            window = next(iter(self._windows.values()))
            if window.ends > now and len(self._windows) <= self._most:
                return
            self._windows.popitem(last=False)


def _drop(tries: list[float], before: float) -> None:
    del tries[: bisect_right(tries, before)]
