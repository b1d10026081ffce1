"""The layers of our own round a call: measured, in time, in turn, one attempt after the other."""

import asyncio
import time
from dataclasses import dataclass

import httpx2
from httpware.errors import (
    BulkheadFullError,
    CircuitOpenError,
    RetryBudgetExhaustedError,
    StatusError,
)
from httpware.errors import TimeoutError as OutOfTime
from httpware.middleware import AsyncNext
from prometheus_client import Counter, Gauge, Histogram

from subgraphs.common.deadline import HEADER, TOTAL_SECONDS, remaining

CALLS = Counter("dependency_calls_total", "Calls of a dependency", ["dependency", "outcome"])
ATTEMPTS = Counter(
    "dependency_call_attempts_total", "Attempts that left this process", ["dependency"]
)
SECONDS = Histogram(
    "dependency_call_seconds",
    "Time until a dependency's answer, retries and waiting included",
    ["dependency"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 7),
)
RUNNING = Gauge("dependency_calls_running", "Calls under way or waiting for a turn", ["dependency"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much of a dependency's trouble is borne. Source: the shop's parameter table."""

    connect_seconds: float = 2.0
    attempt_seconds: float = 5.0
    total_seconds: float = TOTAL_SECONDS
    running: int = 10
    waiting: int = 20
    waiting_seconds: float = 5.0
    # One try and three more, after up to 100, 200 and 400 ms.
    attempts: int = 4
    base_delay: float = 0.1
    max_delay: float = 0.4
    # Of what is asked for, a fifth may be asked again, and one a second in any case.
    retry_share: float = 0.2
    retries_per_second: float = 1.0
    failures_in_a_row: int = 5
    failure_share: float = 0.5
    failure_share_of: int = 10
    window_seconds: float = 30.0
    open_seconds: float = 30.0
    successes_to_close: int = 3


class Measured:
    """Counts each call once, with what came of it."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def __call__(self, request: httpx2.Request, next: AsyncNext) -> httpx2.Response:
        started, outcome = time.perf_counter(), "ok"
        try:
            return await next(request)
        except BaseException as error:
            outcome = _outcome(error)
            raise
        finally:
            CALLS.labels(self._name, outcome).inc()
            SECONDS.labels(self._name).observe(time.perf_counter() - started)


class Deadline:
    """Ends the call, its retries and its waiting, when the caller no longer waits."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def __call__(self, request: httpx2.Request, next: AsyncNext) -> httpx2.Response:
        left = min(self._seconds, remaining())
        if left <= 0:
            raise OutOfTime("there was no time left for the call")
        try:
            async with asyncio.timeout(left) as scope:
                return await next(request)
        except TimeoutError as error:
            if not scope.expired():
                raise
            raise OutOfTime(f"no answer within {left:.1f} s") from error


class WaitingRoom:
    """Refuses at once whoever would find the waiting room full."""

    def __init__(self, name: str, places: int) -> None:
        self._running = RUNNING.labels(name)
        self._places = places
        self._taken = 0

    async def __call__(self, request: httpx2.Request, next: AsyncNext) -> httpx2.Response:
        if self._taken >= self._places:
            raise BulkheadFullError(max_concurrent=self._places, acquire_timeout=0)
        self._taken += 1
        self._running.set(self._taken)
        try:
            return await next(request)
        finally:
            self._taken -= 1
            self._running.set(self._taken)


class Attempt:
    """One attempt: its own time, and word to the other side of how long we wait."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits

    async def __call__(self, request: httpx2.Request, next: AsyncNext) -> httpx2.Response:
        seconds = min(self._limits.attempt_seconds, remaining())
        connect = min(self._limits.connect_seconds, seconds)
        request.extensions["timeout"] = httpx2.Timeout(seconds, connect=connect).as_dict()
        request.headers[HEADER] = str(int(seconds * 1000))
        ATTEMPTS.labels(self._name).inc()
        try:
            async with asyncio.timeout(seconds) as scope:
                return await next(request)
        except TimeoutError as error:
            if not scope.expired():
                raise
            raise OutOfTime(f"no answer within {seconds:.1f} s") from error


def _outcome(error: BaseException) -> str:
    if isinstance(error, RetryBudgetExhaustedError):
        return "gave_up"
    if isinstance(error, CircuitOpenError):
        return "open"
    if isinstance(error, BulkheadFullError):
        return "full"
    if isinstance(error, StatusError):
        return "status"
    return "timeout" if isinstance(error, TimeoutError) else "failed"
