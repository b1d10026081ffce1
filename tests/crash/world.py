"""A shop of its own that may be killed: two replicas of what places orders, and all they need."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from devstack.ports import is_free
from devstack.refusal import Refusal
from devstack.service import Service
from devstack.stack import Stack
from devstack.subgraphs import responds, uvicorn
from subgraphs.common.postgres import Database
from subgraphs.products.store import connect
from tests.databases import FreshDatabases

LEASE_SECONDS = 1.0
SWEEP_SECONDS = 0.5
# Each orders replica has a products replica of its own, so that either pair can be killed.
REPLICAS = ("1", "2")


@dataclass
class World:
    """Processes by name; a process that dies is started again, and the crash is counted."""

    stack: Stack
    folder: Path
    env: Mapping[str, str]
    orders_url: str
    mongo_url: str
    services: dict[str, Service]
    crashes: int = 0
    # What was put on sale, and everybody who buys: all runs of a world are added up together.
    products: dict[str, int] = field(default_factory=dict)
    buyers: Any = None
    _keeper: asyncio.Task[None] | None = field(default=None, init=False)
    _paused: set[str] = field(default_factory=set, init=False)
    # One at a time starts or stops a process.
    _turns: dict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock), init=False
    )

    def url(self, name: str) -> str:
        """Where a process is reached."""
        return f"http://127.0.0.1:{self.services[name].port}"

    def faults(self, name: str) -> Path:
        """The folder whose files arm kill points of a process."""
        folder = self.folder / f"{name}.faults"
        folder.mkdir(exist_ok=True)
        return folder

    def arm(self, name: str, point: str) -> None:
        """Have the process kill itself when it next reaches *point*."""
        (self.faults(name) / point).touch()

    def disarm(self) -> frozenset[tuple[str, str]]:
        """Forget what was armed; the processes that died, and where."""
        files = [file for name in self.services for file in self.faults(name).iterdir()]
        for file in files:
            file.unlink()
        return frozenset(
            (file.parent.stem, file.stem) for file in files if file.suffix == ".crashed"
        )

    def kill(self, name: str) -> None:
        """kill -9."""
        running = self.stack.supervisor.running().get(self.named(name))
        process = running and running.process()
        if process:
            process.kill()

    def pause(self, name: str) -> Callable[[], None]:
        """SIGSTOP; the answer lets it go on."""
        process = self.stack.supervisor.running()[self.named(name)].process()
        assert process is not None
        self._paused.add(name)
        process.suspend()

        def go_on() -> None:
            process.resume()
            self._paused.discard(name)

        return go_on

    async def start(self) -> None:
        """Have everything running, and keep it so."""
        await asyncio.gather(*(self._ensure(name) for name in self.services))
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End everything."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if self.buyers is not None:
            await self.buyers.go_home()
        stop = self.stack.supervisor.stop
        # What is built to be killed need not be asked to leave.
        for name in self.services:
            self.kill(name)
        names = [self.named(name) for name in self.services]
        await asyncio.gather(*(asyncio.to_thread(stop, name) for name in names))

    async def whole(self) -> None:
        """Wait until every process is there again."""
        await asyncio.gather(*(self._ensure(name) for name in self.services))

    async def _keep(self) -> None:
        while True:
            running = self.stack.supervisor.running()
            dead = [n for n in self.services if self.named(n) not in running]
            for name in dead:
                self.crashes += 1
                # Killed again while it was starting: the next look finds it dead.
                with suppress(Refusal):
                    await self._ensure(name)
            await asyncio.sleep(0.05)

    async def replace(self, name: str) -> None:
        """End a process politely and start its successor, as a deployment does."""
        async with self._turns[name]:
            await asyncio.to_thread(self.stack.supervisor.stop, self.named(name))
        await self._ensure(name)

    async def _ensure(self, name: str) -> None:
        service = replace(self.services[name], name=self.named(name))
        async with self._turns[name]:
            if name not in self._paused:
                await asyncio.to_thread(self.stack.supervisor.ensure, service)

    def named(self, name: str) -> str:
        """What the supervisor calls a process of this world."""
        # Worlds may run side by side.
        return f"{self.folder.name}-{name}"


@asynccontextmanager
async def a_world(
    stack: Stack,
    fresh: FreshDatabases,
    folder: Path,
    *,
    bug: str = "",
    own: Mapping[str, str] | None = None,
    through: Mapping[str, int] | None = None,
) -> AsyncIterator[World]:
    """A running world over databases of its own; *bug* plants a known mistake into its code.

    *through* names the ports by which its processes reach their databases, if not directly.
    """
    with fresh.postgres("orders") as orders_url, fresh.mongo() as mongo_url:
        env = {
            **stack.subgraphs.environment(),
            "ORDERS_DATABASE_URL": orders_url,
            "CATALOGUE_MONGO_URL": mongo_url,
            "ORDERS_LEASE_SECONDS": str(LEASE_SECONDS),
            "ORDERS_BREAKER_OPEN_SECONDS": "1",
            "ORDERS_LOG_LEVEL": "WARNING",
            "PRODUCTS_LOG_LEVEL": "WARNING",
            "PRODUCTS_SWEEP_SECONDS": str(SWEEP_SECONDS),
            "PLANTED_BUG": bug,
            **(own or {}),
        }
        for name, port in (through or {}).items():
            env[name] = _by_port(env[name], port)
        world = World(stack, folder, env, orders_url, mongo_url, {})
        world.services = dict(_services(world, stack))
        try:
            await world.start()
            yield world
        finally:
            await world.stop()


def _services(world: World, stack: Stack) -> list[tuple[str, Service]]:
    ports = iter(free_ports(8))
    payments = next(ports)
    products = {n: next(ports) for n in REPLICAS}
    orders = {n: next(ports) for n in REPLICAS}
    made = [
        (
            "payments",
            replace(
                stack.subgraphs.payments(),
                argv=uvicorn("devstack.payments_sandbox.app:create_app", payments),
                port=payments,
                is_ready=lambda: responds(f"http://127.0.0.1:{payments}/health/live"),
                env={
                    "PAYMENTS_LEDGER_FILE": str(world.folder / "ledger.sqlite3"),
                    "PAYMENTS_WEBHOOK_URL": f"http://127.0.0.1:{orders['1']}/webhooks/payments",
                    "PAYMENTS_WEBHOOK_SECRET": world.env["ORDERS_PAYMENTS_WEBHOOK_SECRET"],
                    "PYTHONPATH": stack.subgraphs.service("orders").env["PYTHONPATH"],
                },
            ),
        )
    ]
    shared = {
        "ORDERS_PAYMENTS_URL": world.env.get("HOP_PAYMENTS", f"http://127.0.0.1:{payments}"),
        # Keys of service tokens: either orders replica has the same ones.
        "PRODUCTS_ORDERS_JWKS_URL": f"http://127.0.0.1:{orders['1']}/.well-known/jwks.json",
    }
    for n in REPLICAS:
        made.append(
            (f"products-{n}", a_service(world, stack, f"products-{n}", products[n], shared))
        )
    made.append(
        ("products-worker", a_service(world, stack, "products-worker", next(ports), shared))
    )
    for n in REPLICAS:
        hop = {"ORDERS_PRODUCTS_URL": f"http://127.0.0.1:{products[n]}/graphql"}
        if "HOP_PRODUCTS" in world.env:
            hop = {"ORDERS_PRODUCTS_URL": world.env["HOP_PRODUCTS"]}
        made.append(
            (f"orders-{n}", a_service(world, stack, f"orders-{n}", orders[n], shared | hop))
        )
    hop = {"ORDERS_PRODUCTS_URL": f"http://127.0.0.1:{products['2']}/graphql"}
    return [*made, _made(world, stack, "orders-worker", next(ports), shared | hop)]


def _made(
    world: World, stack: Stack, name: str, port: int, own: Mapping[str, str]
) -> tuple[str, Service]:
    return name, a_service(world, stack, name, port, own)


def a_service(world: World, stack: Stack, name: str, port: int, own: Mapping[str, str]) -> Service:
    """A process of a subgraph, killed where a test says so."""
    subgraph = name.partition("-")[0]
    kind = "worker" if name.endswith("worker") else "app"
    env = {
        **stack.subgraphs.service(subgraph).env,
        **world.env,
        **own,
        "SUPERGRAPH_FAULTS": str(world.faults(name)),
    }
    factory = f"tests.crash.bugs:create_{subgraph}_{kind}"
    if not world.env["PLANTED_BUG"]:
        factory = f"subgraphs.{subgraph}.{kind}:create_app"
    return replace(
        stack.subgraphs.service(subgraph),
        name=name,
        argv=uvicorn(factory, port),
        port=port,
        env=env,
        is_ready=lambda: responds(f"http://127.0.0.1:{port}/health/ready"),
    )


def _by_port(url: str, port: int) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(str(parts.port), str(port))))


# Each handed out once: a process that is being restarted leaves its port free for a moment. Below
# the ports a system hands out itself: a connection to one of those may end up at itself.
_ports = iter(range(random.randrange(10_000, 12_000), 19_000))  # noqa: S311 - no secret


def free_ports(count: int) -> list[int]:
    """Ports that nobody else is given."""
    return [next(port for port in _ports if is_free(port)) for _ in range(count)]


def connections(world: World) -> tuple[Database, Any]:
    """Both databases, for whoever adds up."""
    return Database(world.orders_url, pool_size=4), connect(world.mongo_url)


async def until(condition: Callable[[], Any], seconds: float) -> float:
    """Wait for *condition*; the seconds it took, or an assertion error."""
    started = time.monotonic()
    while not await condition():
        took = time.monotonic() - started
        assert took < seconds, f"still not so after {took:.1f} s"
        await asyncio.sleep(0.05)
    return time.monotonic() - started
