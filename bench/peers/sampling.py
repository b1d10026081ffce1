"""Rounds: every implementation in turn, each warmed up before it is measured."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.costs import cpu_seconds, resident_bytes
from bench.measure import DATABASES
from bench.peers.cases import Case
from bench.peers.histories import Shop
from bench.peers.load import load
from bench.peers.running import Runner
from devstack.stack import Stack

# Of the first round: compilers of Node need about so long until they change nothing more.
FIRST_WARM_UP = 2.0
WARM_UP = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One implementation for some seconds; costs in ms CPU per query, times in ms."""

    implementation: str
    operation: str
    length: int
    connections: int
    processes: int
    round: int
    queries: int
    failed: int
    per_second: float
    subgraphs_ms: float
    router_ms: float
    databases_ms: float
    generator_ms: float
    p50_ms: float
    p99_ms: float
    # Of all subgraphs together, after it.
    memory_mb: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How often, and for how long, each case is measured."""

    rounds: int
    seconds: float


async def sample(
    runners: Sequence[Runner],
    cases: Sequence[Case],
    shop: Shop,
    pace: Pace,
    tell: Callable[[str], None],
) -> list[Sample]:
    """Case by case, round by round, the implementations one after the other: A B C D A B C D …"""
    samples = []
    for round in range(1, pace.rounds + 1):
        for case in cases:
            for runner in runners:
                tell(f"round {round} of {pace.rounds}: {case.title}: {_name(runner)}")
                samples.append(await _one(runner, case, shop, pace.seconds, round))
    return samples


async def _one(runner: Runner, case: Case, shop: Shop, seconds: float, round: int) -> Sample:
    port, requests = case.port(runner), case.requests(runner, shop)
    await load(port, requests, FIRST_WARM_UP if round == 1 else WARM_UP)
    routers = [] if case.subgraph else [runner.router]
    groups = (runner.subgraphs, routers, _databases(shop.stack))
    before, own = [cpu_seconds(pids) for pids in groups], time.process_time()
    loaded = await load(port, requests, seconds)
    own = time.process_time() - own
    after = [cpu_seconds(pids) for pids in groups]
    count, times = len(loaded.times), sorted(loaded.times)
    subgraphs, router, databases = (
        (then - now) * 1000 / count for now, then in zip(before, after, strict=True)
    )
    return Sample(
        implementation=runner.implementation.name,
        operation=case.operation,
        length=case.length,
        connections=case.connections,
        processes=runner.place.processes,
        round=round,
        queries=count,
        failed=len(loaded.failures),
        per_second=count / loaded.elapsed,
        subgraphs_ms=subgraphs,
        router_ms=router,
        databases_ms=databases,
        generator_ms=own * 1000 / count,
        p50_ms=statistics.median(times) * 1000,
        p99_ms=times[int(count * 0.99)] * 1000,
        memory_mb=resident_bytes(runner.subgraphs) / 2**20,
    )


def _databases(stack: Stack) -> list[int]:
    """The embedded ones; what databases of somebody else's spend cannot be seen."""
    running = stack.supervisor.running()
    return [running[name].pid for name in DATABASES if name in running]


def _name(runner: Runner) -> str:
    processes = runner.place.processes
    return runner.implementation.title + (f", {processes} processes" if processes > 1 else "")
