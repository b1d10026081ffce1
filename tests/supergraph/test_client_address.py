"""The client's network address goes from the proxy through every router to the subgraphs."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI, Request

from devstack.layout import SUBGRAPHS
from devstack.ports import Ports, is_free
from devstack.router import Role, RouterProcess
from devstack.stack import LOOPBACK, Stack
from tests.conftest import ROUTERS
from tests.servers import serving
from tests.supergraph.nginx import cdn

# Nobody's port: those of the routers every test uses are below.
BEYOND = 300


class Listener:
    """Stands for the users subgraph, and keeps the headers it gets."""

    def __init__(self) -> None:
        self.heard: list[list[str]] = []
        self.app = FastAPI()

        @self.app.post("/graphql")
        async def hear(request: Request) -> dict[str, object]:
            self.heard.append(request.headers.getlist("x-real-ip"))
            return {"data": {"me": None}}


@pytest.fixture
async def listener() -> AsyncIterator[tuple[Listener, str]]:
    """A users subgraph that listens, and its address."""
    listener = Listener()
    async with serving(listener.app) as url:
        yield listener, f"{url}/graphql"


@pytest.fixture(params=sorted(ROUTERS))
def router(
    stack: Stack, listener: tuple[Listener, str], request: pytest.FixtureRequest
) -> Iterator[str]:
    """A router of each kind before it; its address."""
    urls = {name: stack.subgraphs.url(name) for name in SUBGRAPHS} | {"users": listener[1]}
    ports = Ports(stack.ports.router + BEYOND)
    process = RouterProcess(stack.layout, ports, LOOPBACK, urls, Role.INTERNAL)
    service = process.service(ROUTERS[request.param], stack.layout.graph / "supergraph.graphql")
    stack.supervisor.ensure(replace(service, name="router-before-a-listener"))
    yield process.url
    stack.supervisor.stop("router-before-a-listener")


@pytest.fixture
def proxy(router: str, tmp_path: Path) -> Iterator[str]:
    """nginx, set up as docs/nginx-cdn.conf says, before that router."""
    port = next(port for port in range(18_200, 18_300) if is_free(port))
    with cdn(router.split("/")[2], port, tmp_path) as url:
        yield url


async def test_what_the_proxy_says_arrives(proxy: str, listener: tuple[Listener, str]) -> None:
    """It is the address of whoever connected, whatever they have written themselves."""
    claimed = {"x-real-ip": "192.0.2.66", "x-forwarded-for": "192.0.2.66"}
    async with httpx2.AsyncClient(timeout=12) as client:
        await client.post(proxy, json={"query": "{ me { id } }"}, headers=claimed)
    assert listener[0].heard == [["127.0.0.1"]]


async def test_a_router_says_nothing_of_its_own(
    router: str, listener: tuple[Listener, str]
) -> None:
    """Without a proxy there is no address, so nobody is counted by the router's."""
    async with httpx2.AsyncClient(timeout=12) as client:
        await client.post(router, json={"query": "{ me { id } }"})
    assert listener[0].heard == [[]]
