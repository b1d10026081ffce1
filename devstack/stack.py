"""The whole stack of one checkout: its parts, and what each stage of `up` does with them."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from devstack import clients, composition, npm, router
from devstack.commands import side_by_side
from devstack.contract.warm import warm
from devstack.databases import Databases
from devstack.keys import make_keys
from devstack.layout import SUBGRAPHS, WORKERS, Layout, layout
from devstack.ports import DEFAULT, Ports
from devstack.processes import Supervisor
from devstack.router import Role, Router, RouterProcess
from devstack.subgraphs import Subgraphs
from devstack.web.service import PAGES, WebProcess

LOOPBACK = "127.0.0.1"
LAUNCHER = "launcher"
# Each needs those behind it, so they end in this order.
STOP_ORDER = (
    PAGES,
    ("router", "public"),
    (*SUBGRAPHS, *WORKERS),
    ("payments", "catalogue-mongo"),
    ("users-db", "orders-db", "catalogue-db"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where this checkout's stack was last started."""

    host: str = LOOPBACK
    port: int = DEFAULT


class Stack:
    """Nothing is started by making one; each method is a stage, repeatable."""

    def __init__(self, folders: Layout, address: Address) -> None:
        folders.state.mkdir(parents=True, exist_ok=True)
        self.layout = folders
        self.address = address
        self.ports = Ports(address.port)
        self.supervisor = Supervisor(folders)
        self.databases = Databases(folders, self.ports, self.supervisor)

    @property
    def subgraphs(self) -> Subgraphs:
        """The subgraphs over this stack's databases; needs the keys."""
        return Subgraphs(self.layout, self.ports, self.databases.urls())

    @property
    def router(self) -> RouterProcess:
        """The open router over this stack's subgraphs, for developers."""
        return self._router(Role.INTERNAL)

    @property
    def public(self) -> RouterProcess:
        """The router for everybody: it answers registered operations alone."""
        return self._router(Role.PUBLIC)

    def page(self, name: str) -> WebProcess:
        """The explorer, or the storefront."""
        urls = {"router": self.router.url, "public": self.public.url}
        return WebProcess(name, self.layout, self.ports, self.address.host, urls)

    def install_tools(self) -> None:
        """Everything that is fetched or built, side by side."""
        projects = [npm.COMPOSITION]
        if self.found_router.kind != "apollo-router":
            projects.append(npm.STANDIN)
        installs = [partial(npm.install, project) for project in projects]
        side_by_side([self.databases.install, *installs])

    def make_keys(self) -> None:
        """Secrets, where they are missing."""
        make_keys(self.layout)

    def start_databases(self) -> None:
        """The embedded ones."""
        self.databases.start()

    def migrate(self) -> None:
        """All three databases at their newest step."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(self.subgraphs.migrate, SUBGRAPHS))

    def seed(self) -> str:
        """The demo shop, where it is missing."""
        return self.subgraphs.seed()

    def start_subgraphs(self) -> None:
        """The payment sandbox, the three and their workers, each ready."""
        subgraphs = self.subgraphs
        services = [
            subgraphs.payments(),
            *map(subgraphs.service, SUBGRAPHS),
            *map(subgraphs.worker, WORKERS),
        ]
        with ThreadPoolExecutor() as pool:
            list(pool.map(self.supervisor.ensure, services))

    def compose(self) -> None:
        """The supergraph of the code as it is now."""
        composition.exported(self.layout.graph)
        composition.compose(self.layout.graph)

    def start_router(self) -> None:
        """Apollo Router or the stand-in, twice: open, and for the public."""
        for each in (self.router, self.public):
            self.supervisor.ensure(each.service(self.found_router, self._supergraph))
        warm([self.public.url])

    def build_clients(self) -> None:
        """The pages, where their sources changed."""
        side_by_side([partial(clients.build, name) for name in PAGES])

    def start_pages(self) -> None:
        """The servers of the explorer and the storefront."""
        kind = self.found_router.kind
        side_by_side([partial(self.supervisor.ensure, self.page(p).service(kind)) for p in PAGES])

    def start_again(self, name: str) -> None:
        """Start one process that died."""
        if name in SUBGRAPHS:
            self.supervisor.ensure(self.subgraphs.service(name))
        elif name in WORKERS:
            self.supervisor.ensure(self.subgraphs.worker(name))
        elif name == "payments":
            self.supervisor.ensure(self.subgraphs.payments())
        elif name in PAGES:
            self.start_pages()
        elif name in ("router", "public"):
            self.start_router()
        else:
            self.start_databases()

    @cached_property
    def found_router(self) -> Router:
        """Which router this machine has; asked once, because asking starts it."""
        return router.find(self.layout)

    @property
    def _supergraph(self) -> Path:
        return self.layout.graph / "supergraph.graphql"

    def _router(self, role: Role) -> RouterProcess:
        urls = {name: f"{self.ports.url(name)}/graphql" for name in SUBGRAPHS}
        return RouterProcess(self.layout, self.ports, self.address.host, urls, role)

    def stop(self) -> list[str]:
        """End everything that runs; the names of what did."""
        running = self.supervisor.running()
        self.supervisor.stop(LAUNCHER, family=False)
        for group in STOP_ORDER:
            with ThreadPoolExecutor() as pool:
                list(pool.map(self.supervisor.stop, group))
        return sorted(running)

    def remember(self) -> None:
        """Write down where the stack is, for the other commands."""
        address = {"host": self.address.host, "port": self.address.port}
        (self.layout.state / "stack.json").write_text(json.dumps(address))


def current() -> Stack:
    """The stack as it was last started here; where it would start, when it never was."""
    folders = layout()
    try:
        address = Address(**json.loads((folders.state / "stack.json").read_text()))
    except (OSError, ValueError, TypeError):
        address = Address()
    return Stack(folders, address)
