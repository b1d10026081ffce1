"""How long there is left: one deadline for an operation and every call it makes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Milliseconds that were left when the request was sent. Not an instant: clocks differ.
HEADER = "x-deadline-ms"
# Source: the shop's parameter table. Nobody waits longer for an answer.
TOTAL_SECONDS = 7.0

# More than anybody waits, and few enough for int to read.
_DIGITS = 9

_ends: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything inside, tasks it starts among it, ends in *seconds*, or earlier if it had to."""
    ends = _now() + seconds
    earlier = _ends.get()
    token = _ends.set(ends if earlier is None else min(ends, earlier))
    try:
        yield
    finally:
        _ends.reset(token)


@contextmanager
def anew(seconds: float) -> Iterator[None]:
    """As `within`, for work that goes on when whoever began it no longer waits."""
    token = _ends.set(_now() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def remaining() -> float:
    """Seconds until the deadline; the most anything may take when there is none."""
    ends = _ends.get()
    return TOTAL_SECONDS if ends is None else max(0.0, ends - _now())


def from_header(value: str | None) -> float:
    """The seconds a caller says it waits; the usual time when it says nothing we can read."""
    if value is None or not value.isascii() or not value.isdigit() or len(value) > _DIGITS:
        return TOTAL_SECONDS
    return min(int(value) / 1000, TOTAL_SECONDS)


def _now() -> float:
    return asyncio.get_running_loop().time()
