"""Calling somebody who may be slow, wrong or gone: the same layers round every dependency.

    measured → deadline → waiting room → bulkhead → retries → two breakers → one attempt

Every call that goes through here is idempotent by a key of its own, so all of them are retried.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from httpware import (
    AsyncBulkhead,
    AsyncCircuitBreaker,
    AsyncClient,
    AsyncRetry,
    RetryBudget,
)
from httpware.errors import (
    BulkheadFullError,
    CircuitOpenError,
    ClientError,
    RetryBudgetExhaustedError,
    StatusError,
)
from httpware.errors import TimeoutError as OutOfTime
from httpware.middleware import AsyncMiddleware, AsyncNext
from prometheus_client import Counter, Gauge, Histogram

from subgraphs.common.deadline import HEADER, TOTAL_SECONDS, remaining
from subgraphs.common.errors import Unavailable

CALLS = Counter("orders_calls_total", "Calls of a dependency", ["dependency", "outcome"])
ATTEMPTS = Counter("orders_call_attempts_total", "Attempts that left this process", ["dependency"])
SECONDS = Histogram(
    "orders_call_seconds",
    "Time until a dependency's answer, retries and waiting included",
    ["dependency"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 7),
)
BREAKER = Gauge("orders_breaker_state", "0 closed, 1 half-open, 2 open", ["dependency"])
RUNNING = Gauge("orders_calls_running", "Calls under way or waiting for a turn", ["dependency"])

_STATES = {"closed": 0, "half_open": 1, "open": 2}
RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


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


class Dependency:
    """One somebody, behind all the layers; Unavailable when there is no usable answer."""

    def __init__(self, name: str, http: httpx2.AsyncClient, limits: Limits = Limits()) -> None:
        self.name = name
        self._limits = limits
        self._breakers = _breakers(limits)
        self._client = AsyncClient(
            httpx2_client=http,
            middleware=[
                _Measured(name),
                _Deadline(limits.total_seconds),
                _WaitingRoom(name, limits.running + limits.waiting),
                AsyncBulkhead(
                    max_concurrent=limits.running, acquire_timeout=limits.waiting_seconds
                ),
                _retry(limits),
                *self._breakers,
                _Attempt(name, limits),
            ],
        )
        BREAKER.labels(name).set_function(lambda: _STATES[self.state])

    @property
    def state(self) -> str:
        """`closed`, `half_open` or `open`: the worse of the two breakers."""
        return max((each.state.value for each in self._breakers), key=_STATES.__getitem__)

    async def call(self, method: str, url: str, **options: Any) -> httpx2.Response:
        """The answer, whatever its status below 500; Unavailable when nobody knows."""
        with self._told():
            try:
                return await self._client.request(method, url, **options)
            except StatusError as error:
                if error.response.status_code in RETRIED_STATUSES:
                    raise
                return error.response

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except CircuitOpenError:
            said = f"{self.name} failed again and again and is left alone for a while; try later."
            raise Unavailable(said) from None
        except BulkheadFullError:
            raise Unavailable(f"Too many calls wait for {self.name}; try again.") from None
        except (ClientError, httpx2.HTTPError, OSError) as error:
            raise Unavailable(f"{self.name} did not answer.") from error


def _breakers(limits: Limits) -> Sequence[AsyncCircuitBreaker]:
    """One for a dependency that is gone, one for a dependency that fails half the time."""
    recovery: dict[str, Any] = {
        "reset_timeout": limits.open_seconds,
        "success_threshold": limits.successes_to_close,
    }
    return (
        AsyncCircuitBreaker(failure_threshold=limits.failures_in_a_row, **recovery),
        AsyncCircuitBreaker(
            failure_rate_threshold=limits.failure_share,
            minimum_calls=limits.failure_share_of,
            window_seconds=limits.window_seconds,
            **recovery,
        ),
    )


def _retry(limits: Limits) -> AsyncMiddleware:
    return AsyncRetry(
        max_attempts=limits.attempts,
        base_delay=limits.base_delay,
        max_delay=limits.max_delay,
        retry_status_codes=RETRIED_STATUSES,
        retry_methods=frozenset({"GET", "POST", "PUT", "DELETE"}),
        # A provider's wish for a longer pause is the worker's business.
        respect_retry_after=False,
        budget=RetryBudget(
            percent_can_retry=limits.retry_share, min_retries_per_sec=limits.retries_per_second
        ),
    )


class _Measured:
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


class _Deadline:
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


class _WaitingRoom:
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


class _Attempt:
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
