"""Load from eight connections, and what each process spent on it."""

import asyncio
import statistics
import time
from dataclasses import dataclass

import httpx2

from bench.costs import cpu_seconds
from bench.operations import CONNECTIONS, Operation
from devstack.layout import SUBGRAPHS
from devstack.stack import Stack

WARM_UP = 200
DATABASES = ("users-db", "orders-db", "catalogue-db", "catalogue-mongo")


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What one operation cost; CPU in ms per operation, times in ms."""

    name: str
    requests: int
    per_second: float
    subgraphs: float
    router: float
    databases: float
    p50: float
    p99: float
    target: float | None


async def measure(stack: Stack, operation: Operation, seconds: float) -> Figures:
    """Warm up, then ask for so many seconds from eight connections."""
    limits = httpx2.Limits(max_connections=CONNECTIONS)
    async with httpx2.AsyncClient(limits=limits, timeout=15) as http:
        await _load(http, stack.router.url, operation, requests=WARM_UP)
        before, started = spent(stack), time.perf_counter()
        times = await _load(http, stack.router.url, operation, seconds=seconds)
        elapsed, after = time.perf_counter() - started, spent(stack)
    count = len(times)
    cost = {name: (after[name] - before[name]) * 1000 / count for name in after}
    times.sort()
    return Figures(
        name=operation.name,
        requests=count,
        per_second=count / elapsed,
        subgraphs=sum(cost[name] for name in SUBGRAPHS),
        router=cost["router"],
        databases=sum(cost.get(name, 0.0) for name in DATABASES),
        p50=statistics.median(times) * 1000,
        p99=times[int(count * 0.99)] * 1000,
        target=operation.target,
    )


async def _load(
    http: httpx2.AsyncClient,
    url: str,
    operation: Operation,
    *,
    requests: int | None = None,
    seconds: float = 60.0,
) -> list[float]:
    """Seconds each request took; ends after so many requests or seconds."""
    times: list[float] = []
    ends = time.perf_counter() + seconds

    async def one_connection(token: str) -> None:
        headers = {"authorization": f"Bearer {token}"}
        while time.perf_counter() < ends and (requests is None or len(times) < requests):
            started = time.perf_counter()
            body = {"query": operation.query, "variables": operation.variables()}
            answer = (await http.post(url, json=body, headers=headers)).json()
            if "errors" in answer:
                raise RuntimeError(f"{operation.name}: {answer['errors'][0]['message']}")
            times.append(time.perf_counter() - started)

    await asyncio.gather(*(one_connection(token) for token in operation.tokens))
    return times


def spent(stack: Stack) -> dict[str, float]:
    """CPU seconds each process of the stack has used so far, its children's with it."""
    running = stack.supervisor.running().items()
    return {name: cpu_seconds([process.pid]) for name, process in running}
