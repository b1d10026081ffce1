"""A dependency that is slow, wrong or gone is borne for as long as it may be, and no longer."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest
from prometheus_client import REGISTRY

from subgraphs.common.calls import Dependency, Limits
from subgraphs.common.deadline import HEADER, within
from subgraphs.common.errors import Unavailable

OK = 200
Reply = Callable[[httpx2.Request], object]


class Upstream:
    """Somebody to call: answers with the status it is told to, after the time it is told to."""

    def __init__(self) -> None:
        self.status = OK
        self.seconds = 0.0
        self.calls: list[float] = []
        self.deadlines: list[int] = []

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.calls.append(time.monotonic())
        self.deadlines.append(int(request.headers[HEADER]))
        await asyncio.sleep(self.seconds)
        if self.status == 0:
            raise httpx2.ConnectError("nobody is there")
        return httpx2.Response(self.status, json={})


@asynccontextmanager
async def dependency(
    upstream: Upstream, name: str = "somebody", **limits: float
) -> AsyncIterator[Dependency]:
    """*upstream* behind all the layers."""
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(upstream)) as http:
        yield Dependency(name, http, Limits(**limits))  # type: ignore[arg-type]


async def call(somebody: Dependency) -> bool:
    """Whether a call was answered."""
    try:
        return (await somebody.call("POST", "http://somebody/")).status_code == OK
    except Unavailable:
        return False


def metric(name: str, **labels: str) -> float:
    """What is exported now."""
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_one_try_and_three_more() -> None:
    """Pauses of up to 100, 200 and 400 ms, at random, and no fifth try."""
    upstream = Upstream()
    upstream.status = 503
    async with dependency(upstream, failures_in_a_row=99, failure_share_of=99) as somebody:
        assert not await call(somebody)
    assert len(upstream.calls) == 4
    pauses = [b - a for a, b in zip(upstream.calls, upstream.calls[1:], strict=False)]
    for pause, longest in zip(pauses, (0.1, 0.2, 0.4), strict=True):
        assert pause < longest + 0.1


async def test_what_is_not_broken_is_not_retried() -> None:
    """A 404 is an answer; it is told as it is and counts as success."""
    upstream = Upstream()
    upstream.status = 404
    async with dependency(upstream) as somebody:
        for _ in range(20):
            assert (await somebody.call("GET", "http://somebody/")).status_code == 404
        assert somebody.state == "closed"
    assert len(upstream.calls) == 20


@pytest.mark.parametrize("status", [500, 0])
async def test_five_failures_in_a_row_open_the_breaker(status: int) -> None:
    """From then on nothing is sent until the pause is over; the state is exported."""
    upstream = Upstream()
    upstream.status = status
    async with dependency(upstream, "broken", attempts=1, base_delay=0) as somebody:
        for _ in range(5):
            assert not await call(somebody)
        assert somebody.state == "open"
        assert metric("dependency_breaker_state", dependency="broken") == 2
        for _ in range(50):
            assert not await call(somebody)
    assert len(upstream.calls) == 5
    assert metric("dependency_calls_total", dependency="broken", outcome="open") >= 50


async def test_half_of_ten_calls_open_the_breaker() -> None:
    """A dependency that fails every other time is left alone as well."""
    upstream = Upstream()
    async with dependency(upstream, attempts=1, base_delay=0) as somebody:
        for number in range(10):
            assert somebody.state == "closed"
            upstream.status = 500 if number % 2 else OK
            await call(somebody)
        assert somebody.state == "open"


async def test_one_probe_at_a_time_and_three_successes_close_it() -> None:
    """Of fifty calls behind the pause exactly one goes through; the third good one ends it."""
    upstream = Upstream()
    upstream.status = 500
    async with dependency(
        upstream, attempts=1, base_delay=0, open_seconds=0.2, running=60
    ) as somebody:
        for _ in range(5):
            await call(somebody)
        await asyncio.sleep(0.25)
        upstream.status, upstream.seconds, upstream.calls = OK, 0.1, []
        answers = await asyncio.gather(*(call(somebody) for _ in range(50)))
        assert (sum(answers), len(upstream.calls)) == (1, 1)
        assert somebody.state == "half_open"
        for _ in range(2):
            assert await call(somebody)
        assert somebody.state == "closed"


async def test_a_failed_probe_opens_it_again() -> None:
    """A dependency that is still broken is left alone for another pause."""
    upstream = Upstream()
    upstream.status = 500
    async with dependency(upstream, attempts=1, base_delay=0, open_seconds=0.2) as somebody:
        for _ in range(5):
            await call(somebody)
        await asyncio.sleep(0.25)
        assert not await call(somebody)
        assert somebody.state == "open"


async def test_a_budget_stops_a_storm_of_retries() -> None:
    """When everything fails, upstream sees at most a fifth more than was asked for, and the few
    that are allowed in any case."""
    upstream = Upstream()
    upstream.status = 503
    async with dependency(
        upstream, failures_in_a_row=9999, failure_share_of=9999, base_delay=0, max_delay=0
    ) as somebody:
        for _ in range(200):
            await call(somebody)
    assert len(upstream.calls) <= 200 * 1.2 + 10


async def test_ten_run_twenty_wait_and_the_next_is_refused_at_once() -> None:
    """The thirty-first call does not wait, and the ten places are never more."""
    upstream = Upstream()
    upstream.seconds = 0.3
    async with dependency(upstream, "crowded") as somebody:
        crowd = [asyncio.ensure_future(call(somebody)) for _ in range(30)]
        await asyncio.sleep(0.1)
        assert len(upstream.calls) == 10
        started = time.monotonic()
        assert not await call(somebody)
        assert time.monotonic() - started < 0.005
        assert all(await asyncio.gather(*crowd))
    assert metric("dependency_calls_total", dependency="crowded", outcome="full") == 1


async def test_nothing_outlives_the_deadline() -> None:
    """An attempt, its retries and its waiting end when the caller no longer waits; the other side
    is told how long that is."""
    upstream = Upstream()
    upstream.seconds = 10
    async with dependency(upstream) as somebody:
        started = time.monotonic()
        with within(0.5):
            assert not await call(somebody)
        assert 0.4 < time.monotonic() - started < 0.7
        assert 400 < upstream.deadlines[0] <= 500
        with within(0):
            assert not await call(somebody)
    assert len(upstream.calls) == 1


async def test_an_attempt_has_its_own_time() -> None:
    """A dependency that hangs is asked again, within the time there is."""
    upstream = Upstream()
    upstream.seconds = 10
    async with dependency(upstream, attempt_seconds=0.1, total_seconds=2) as somebody:
        assert not await call(somebody)
    assert len(upstream.calls) == 4
