"""The running shop the tests use: real databases, real subgraphs, every router there is here."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx2
import pytest

from devstack import router as routers
from devstack.contract.warm import warm
from devstack.layout import SHARED, SUBGRAPHS, Layout, layout
from devstack.npm import NODE, STANDIN
from devstack.npm import install as npm_install
from devstack.ports import Ports, is_free
from devstack.router import Role, Router, RouterProcess
from devstack.service import Service
from devstack.stack import LOOPBACK, Address, Stack
from tests.databases import FreshDatabases
from tests.shop import Shop, Subgraph

STANDIN_ROUTER = Router(kind="standin", version="of this checkout", program=NODE)
FOUND_ROUTER = routers.find(layout())
# The stand-in is always tested; Apollo Router wherever the machine has it.
ROUTERS = {router.kind: router for router in (STANDIN_ROUTER, FOUND_ROUTER)}


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A whole stack of its own, started once; data and ports are nobody else's."""
    folder = tmp_path_factory.mktemp("stack")
    kept = layout()
    # pytest's folders are closed to the user the databases run as.
    data = SHARED / "tests" / folder.parent.name if folder.stat().st_uid == 0 else folder / "data"
    folders = Layout(state=folder, cache=kept.cache, data=data, engine=kept.engine)
    stack = Stack(folders, Address(port=_free_base()))
    # A budget that is exceeded shows the statements, which are told at this level alone.
    os.environ.update({f"{name.upper()}_LOG_LEVEL": "DEBUG" for name in SUBGRAPHS})
    try:
        stack.install_tools()
        npm_install(STANDIN)
        stack.make_keys()
        stack.start_databases()
        stack.migrate()
        stack.seed()
        stack.start_subgraphs()
        stack.compose()
        yield stack
    finally:
        started = [f"{role.value}-{kind}" for role in Role for kind in ROUTERS]
        for name in set(started) & set(stack.supervisor.running()):
            stack.supervisor.stop(name)
        stack.stop()
        # A hundred megabytes a run; pytest keeps its own folders of the last three.
        shutil.rmtree(folders.data, ignore_errors=True)


@pytest.fixture(scope="session", params=sorted(ROUTERS))
def shop(stack: Stack, request: pytest.FixtureRequest) -> Shop:
    """The shop behind one router; a test that uses it runs on each router there is."""
    return behind(stack, ROUTERS[request.param])


@pytest.fixture(scope="session")
def first_shop(stack: Stack) -> Shop:
    """The shop behind the routers of `up`, where its pages look for them."""
    return behind(stack, ROUTERS[min(ROUTERS)])


def behind(stack: Stack, router: Router) -> Shop:
    """Both routers of one kind, started once; the first kind at the ports of `up`."""
    for service in routers_of(stack, router.kind).values():
        stack.supervisor.ensure(service)
    internal, public = (_process(stack, router.kind, role).url for role in Role)
    warm([public])
    return Shop(stack, router.kind, internal, public)


def routers_of(stack: Stack, kind: str) -> dict[Role, Service]:
    """The two routers of a kind, as they are run here."""
    supergraph = stack.layout.graph / "supergraph.graphql"
    return {
        role: replace(
            _process(stack, kind, role).service(ROUTERS[kind], supergraph),
            name=f"{role.value}-{kind}",
        )
        for role in Role
    }


def _process(stack: Stack, kind: str, role: Role) -> RouterProcess:
    ports = Ports(stack.ports.router + 200 * sorted(ROUTERS).index(kind))
    urls = {name: stack.subgraphs.url(name) for name in SUBGRAPHS}
    return RouterProcess(stack.layout, ports, LOOPBACK, urls, role)


@pytest.fixture(scope="session")
def fresh(stack: Stack) -> FreshDatabases:
    """Makes databases by the real migrations, one a test."""
    return FreshDatabases(stack)


@pytest.fixture
def users_database(fresh: FreshDatabases) -> Iterator[str]:
    """The URL of an empty users database of the test's own."""
    with fresh.postgres("users") as url:
        yield url


@pytest.fixture
async def users(
    stack: Stack, users_database: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Subgraph]:
    """The users subgraph in this process, over a database of the test's own."""
    from subgraphs.users.app import create_app

    own = {"USERS_DATABASE_URL": users_database}
    async with Subgraph.running(create_app, stack, monkeypatch, **own) as subgraph:
        yield subgraph


@pytest.fixture
async def products(
    stack: Stack, fresh: FreshDatabases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Subgraph]:
    """The products subgraph in this process, over a database of the test's own."""
    from subgraphs.products.app import create_app

    with fresh.mongo() as url:
        own = {"CATALOGUE_MONGO_URL": url}
        async with Subgraph.running(create_app, stack, monkeypatch, **own) as subgraph:
            yield subgraph


@pytest.fixture
async def orders(
    stack: Stack, fresh: FreshDatabases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Subgraph]:
    """The orders subgraph in this process, over a database of the test's own and the real rest."""
    from subgraphs.orders.app import create_app

    with fresh.postgres("orders") as url:
        own = {"ORDERS_DATABASE_URL": url}
        async with Subgraph.running(create_app, stack, monkeypatch, **own) as subgraph:
            yield subgraph


@pytest.fixture(scope="session")
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """A client with the patience of a real one."""
    async with httpx2.AsyncClient(timeout=12) as client:
        yield client


def _free_base() -> int:
    """A router port whose whole family is free."""
    for base in range(20_000, 56_000, 500):
        taken = [port for port in Ports(base).all().values() if not is_free(port)]
        others = [Ports(base + offset).all().values() for offset in (100, 200)]
        if not taken and all(is_free(port) for ports in others for port in ports):
            return base
    raise RuntimeError("no free family of ports on this machine")
