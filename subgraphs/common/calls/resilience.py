"""Calling somebody who may be slow, wrong or gone: the same layers round every dependency.

    measured → deadline → waiting room → bulkhead → retries → two breakers → one attempt

Every call that goes through here is idempotent by a key of its own, so all of them are retried.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx2
from httpware import (
    AsyncBulkhead,
    AsyncCircuitBreaker,
    AsyncClient,
    AsyncRetry,
    RetryBudget,
)
from httpware.errors import BulkheadFullError, CircuitOpenError, ClientError, StatusError
from httpware.middleware import AsyncMiddleware
from prometheus_client import Gauge

from subgraphs.common.calls.layers import Attempt, Deadline, Limits, Measured, WaitingRoom
from subgraphs.common.errors import Unavailable

BREAKER = Gauge("dependency_breaker_state", "0 closed, 1 half-open, 2 open", ["dependency"])

_STATES = {"closed": 0, "half_open": 1, "open": 2}
USUAL = Limits()
RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})


class Dependency:
    """One somebody, behind all the layers; Unavailable when there is no usable answer."""

    def __init__(self, name: str, http: httpx2.AsyncClient, limits: Limits = USUAL) -> None:
        self.name = name
        self._limits = limits
        self._breakers = _breakers(limits)
        self._client = AsyncClient(
            httpx2_client=http,
            middleware=[
                Measured(name),
                Deadline(limits.total_seconds),
                WaitingRoom(name, limits.running + limits.waiting),
                AsyncBulkhead(
                    max_concurrent=limits.running, acquire_timeout=limits.waiting_seconds
                ),
                _retry(limits),
                *self._breakers,
                Attempt(name, limits),
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
