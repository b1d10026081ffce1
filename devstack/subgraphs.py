"""The subgraphs and the payment sandbox as processes: their environment, their start."""

import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from http.client import HTTPException
from urllib.error import URLError

from devstack.commands import run
from devstack.keys import key_ring, router_secret, secret
from devstack.layout import ROOT, SUBGRAPHS, WORKERS, Layout
from devstack.ports import Ports
from devstack.service import Service


class Subgraphs:
    """How the three are run on this machine."""

    def __init__(self, layout: Layout, ports: Ports, database_urls: Mapping[str, str]) -> None:
        self._layout = layout
        self._ports = ports
        self._database_urls = database_urls

    def url(self, name: str) -> str:
        """The GraphQL address of a subgraph."""
        return f"{self._ports.url(name)}/graphql"

    def environment(self) -> dict[str, str]:
        """Every setting of the three; each reads its own."""
        router_secrets = {
            f"{name.upper()}_ROUTER_SECRET": router_secret(self._layout, name) for name in SUBGRAPHS
        }
        return {
            **self._database_urls,
            "USERS_ORDERS_URL": self.url("orders"),
            "USERS_ORDERS_EVENTS_URL": f"{self._ports.url('orders')}/events",
            **router_secrets,
            "USERS_SIGNING_KEYS": str(key_ring(self._layout, "users")),
            "ORDERS_SIGNING_KEYS": str(key_ring(self._layout, "orders")),
            "PRODUCTS_USERS_JWKS_URL": self._jwks("users"),
            "PRODUCTS_ORDERS_JWKS_URL": self._jwks("orders"),
            "ORDERS_USERS_JWKS_URL": self._jwks("users"),
            "ORDERS_PRODUCTS_URL": self.url("products"),
            "ORDERS_PAYMENTS_URL": self._ports.url("payments"),
            "ORDERS_PAYMENTS_WEBHOOK_SECRET": secret(self._layout, "webhook-secret"),
        }

    def service(self, name: str) -> Service:
        """The process of a subgraph; a change of its code makes the running one an old one."""
        return Service(
            name=name,
            argv=uvicorn(f"subgraphs.{name}.app:create_app", self._ports.of(name)),
            env={**self.environment(), "PYTHONPATH": str(ROOT)},
            port=self._ports.of(name),
            is_ready=self.is_ready(name),
            version=code_version(name),
        )

    def worker(self, name: str) -> Service:
        """The process that works for a subgraph in the background."""
        return replace(
            self.service(WORKERS[name]),
            name=name,
            argv=uvicorn(f"subgraphs.{WORKERS[name]}.worker:create_app", self._ports.of(name)),
            port=self._ports.of(name),
            is_ready=self.is_ready(name),
        )

    def payments(self) -> Service:
        """The process of the payment sandbox."""
        return Service(
            name="payments",
            argv=uvicorn("devstack.payments_sandbox.app:create_app", self._ports.of("payments")),
            env={
                "PAYMENTS_LEDGER_FILE": str(self._layout.state / "payments.sqlite3"),
                "PAYMENTS_WEBHOOK_URL": f"{self._ports.url('orders')}/webhooks/payments",
                "PAYMENTS_WEBHOOK_SECRET": secret(self._layout, "webhook-secret"),
                "PYTHONPATH": str(ROOT),
            },
            port=self._ports.of("payments"),
            is_ready=lambda: responds(f"{self._ports.url('payments')}/health/live"),
        )

    def is_ready(self, name: str) -> Callable[[], bool]:
        """A check that a subgraph answers and reaches its database."""
        return lambda: responds(f"{self._ports.url(name)}/health/ready")

    def migrate(self, name: str) -> None:
        """Bring a subgraph's database to its newest step."""
        run(
            [sys.executable, "-m", f"subgraphs.{name}.migrations"],
            what=f"migrate the database of {name}",
            env=self.environment(),
            cwd=ROOT,
        )

    def seed(self) -> str:
        """Put the demo shop into the databases where it is missing; what was done, in words."""
        return run(
            [sys.executable, "-m", "devstack.seed"],
            what="seed the databases",
            env={
                **self.environment(),
                "SUPERGRAPH_DEMO_PASSWORD": secret(self._layout, "demo-password"),
            },
            cwd=ROOT,
        ).strip()

    def _jwks(self, name: str) -> str:
        return f"{self._ports.url(name)}/.well-known/jwks.json"


def code_version(name: str) -> str:
    """A digest of the Python a subgraph runs: its own and what it shares."""
    digest = sha256()
    for folder in (ROOT / "subgraphs" / name, ROOT / "subgraphs" / "common"):
        for file in sorted(folder.rglob("*.py")):
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def responds(url: str) -> bool:
    """Whether *url* answers 200 within a second."""
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310 - our own addresses
            return bool(response.status == 200)
    except (URLError, OSError, HTTPException):
        return False


def uvicorn(factory: str, port: int) -> list[str]:
    """How a process of ours is run."""
    argv = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port)]
    # The subgraphs write their own request log; uvicorn's would hold addresses and no names.
    argv += ["--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "10"]
    # Longer than the router keeps idle connections: a server that closes first resets a request.
    return [*argv, "--timeout-keep-alive", "120"]
