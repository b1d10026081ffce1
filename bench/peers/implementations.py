"""The four implementations of the slice: how each of their subgraphs is run, and its SDL."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from devstack.layout import ROOT
from devstack.npm import NODE
from devstack.ports import Ports
from devstack.service import Service
from devstack.stack import Stack
from devstack.subgraphs import Subgraphs, responds, uvicorn

PEERS = ROOT / "bench" / "peers"
OURS = "ours"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where an implementation runs: over the stack's databases, at ports of its own."""

    stack: Stack
    ports: Ports
    # Of each subgraph.
    processes: int = 1

    def environment(self) -> Mapping[str, str]:
        """What every peer is told: the databases, and who signs tokens."""
        issuer = self.stack.ports.url("users")
        return {
            **self.stack.databases.urls(),
            "JWKS_URL": f"{issuer}/.well-known/jwks.json",
            "PYTHONPATH": str(ROOT),
            "NODE_ENV": "production",
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Implementation:
    """One way to write the slice."""

    name: str
    title: str
    # The process of a subgraph, by its name.
    service: Callable[[Place, str], Service]
    # Its schema; None for ours, whose supergraph is the running one.
    sdl: Callable[[str], str] | None


def _ours(place: Place, name: str) -> Service:
    stack = place.stack
    service = Subgraphs(stack.layout, place.ports, stack.databases.urls()).service(name)
    return replace(service, argv=[*service.argv, "--workers", str(place.processes)])


def _strawberry(place: Place, name: str) -> Service:
    argv = uvicorn(f"bench.peers.strawberry_usual.{name}:create_app", place.ports.of(name))
    return _peer(place, name, [*argv, "--workers", str(place.processes)], {})


def _node(folder: str) -> Callable[[Place, str], Service]:
    def service(place: Place, name: str) -> Service:
        own = {"PORT": str(place.ports.of(name)), "WORKERS": str(place.processes)}
        return _peer(place, name, [str(NODE), str(PEERS / folder / f"{name}.mjs")], own)

    return service


def _peer(place: Place, name: str, argv: list[str], own: Mapping[str, str]) -> Service:
    return Service(
        name=name,
        argv=argv,
        env={**place.environment(), **own},
        port=place.ports.of(name),
        is_ready=lambda: responds(f"{place.ports.url(name)}/health/ready"),
    )


def _printed(name: str) -> str:
    module = importlib.import_module(f"bench.peers.strawberry_usual.{name}")
    return str(module.schema.as_str())


def _written(name: str) -> str:
    return (PEERS / "shop" / f"{name}.graphql").read_text()


IMPLEMENTATIONS = (
    Implementation(name=OURS, title="ours", service=_ours, sdl=None),
    Implementation(
        name="strawberry_usual",
        title="Strawberry, the usual way",
        service=_strawberry,
        sdl=_printed,
    ),
    Implementation(name="apollo", title="Apollo Server", service=_node("apollo"), sdl=_written),
    Implementation(
        name="mercurius", title="Mercurius, JIT", service=_node("mercurius"), sdl=_written
    ),
)
