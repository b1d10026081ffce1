"""Implementations while they run: their processes and their router, ended by their ids."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.peers.implementations import PEERS, Implementation, Place
from devstack import composition, npm
from devstack.layout import SUBGRAPHS
from devstack.ports import Ports, is_free
from devstack.processes import Supervisor
from devstack.refusal import Refusal
from devstack.router import Role, RouterProcess
from devstack.service import Service
from devstack.stack import LOOPBACK, Stack

# Processes that start: more of them would not be ready in time on a small machine.
AT_ONCE = 3
# The processes of one implementation, and no others.
USED = (*SUBGRAPHS, "router", "router-health", "router-metrics")


class UnhurriedRouter(RouterProcess):
    """The router of `up` without its limit of requests a second, which a benchmark reaches."""

    def _configuration(self) -> dict[str, Any]:
        configuration = super()._configuration()
        configuration["traffic_shaping"]["router"].pop("global_rate_limit", None)
        return configuration


@dataclass(frozen=True, kw_only=True, slots=True)
class Runner:
    """An implementation that runs, and the ids of its processes."""

    implementation: Implementation
    place: Place
    subgraphs: Sequence[int]
    router: int

    def port(self, name: str) -> int:
        """The port of one of its processes."""
        return self.place.ports.of(name)


@contextmanager
def started(
    stack: Stack, implementations: Sequence[Implementation], processes: int = 1
) -> Iterator[list[Runner]]:
    """Have all of them run, each behind a router of its own; nothing of it is left afterwards."""
    if "router" not in stack.supervisor.running():
        raise Refusal("The stack is not up: ./supergraph up, and then the benchmark beside it.")
    folder = stack.layout.state / f"peers-{processes}"
    supervisor = Supervisor(replace(stack.layout, state=folder))
    _stop_all(supervisor)
    npm.install(npm.COMPOSITION)
    npm.install(PEERS)
    places = _places(stack, implementations, processes)
    services = [
        each
        for implementation, place in places
        for each in _services(stack, implementation, place, folder / implementation.name)
    ]
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(supervisor.ensure, services))
        running = supervisor.running()
        yield [
            Runner(
                implementation=each,
                place=place,
                subgraphs=[running[f"{each.name}-{name}"].pid for name in SUBGRAPHS],
                router=running[f"{each.name}-router"].pid,
            )
            for each, place in places
        ]
    finally:
        _stop_all(supervisor)


def supergraph(stack: Stack, implementation: Implementation, folder: Path) -> Path:
    """The composed schema of an implementation, made in *folder*."""
    if implementation.sdl is None:
        return stack.layout.graph / "supergraph.graphql"
    folder.mkdir(parents=True, exist_ok=True)
    for name in SUBGRAPHS:
        (folder / f"{name}.graphql").write_text(implementation.sdl(name))
    return composition.compose(folder)


def _services(
    stack: Stack, implementation: Implementation, place: Place, folder: Path
) -> Iterator[Service]:
    composed = supergraph(stack, implementation, folder)
    for name in SUBGRAPHS:
        yield _named(implementation, name, implementation.service(place, name))
    urls = {name: f"{place.ports.url(name)}/graphql" for name in SUBGRAPHS}
    router = UnhurriedRouter(stack.layout, place.ports, LOOPBACK, urls, Role.INTERNAL)
    yield _named(implementation, "router", router.service(stack.found_router, composed))


def _named(implementation: Implementation, name: str, service: Service) -> Service:
    return replace(service, name=f"{implementation.name}-{name}")


def _places(
    stack: Stack, implementations: Sequence[Implementation], processes: int
) -> list[tuple[Implementation, Place]]:
    bases = _free_bases()
    return [
        (each, Place(stack=stack, ports=Ports(next(bases)), processes=processes))
        for each in implementations
    ]


def _free_bases() -> Iterator[int]:
    """Router ports whose families are free."""
    for base in range(20_000, 56_000, 100):
        if all(is_free(Ports(base).of(name)) for name in USED):
            yield base
    raise Refusal("No free family of ports is left on this machine.")


def _stop_all(supervisor: Supervisor) -> None:
    """Also what a run that was killed left behind."""
    names: Mapping[str, object] = supervisor.running()
    with ThreadPoolExecutor() as pool:
        list(pool.map(supervisor.stop, names))
