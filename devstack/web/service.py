"""The processes that serve the pages, and what each is told."""

import json
from collections.abc import Mapping

from devstack.keys import router_secret, secret
from devstack.layout import ROOT, SUBGRAPHS, Layout
from devstack.npm import CLIENTS
from devstack.ports import Ports
from devstack.seed.people import PEOPLE
from devstack.service import Service
from devstack.subgraphs import responds, uvicorn

PAGES = ("explorer", "storefront")
LOCAL = ("127.0.0.1", "localhost", "::1")
# The seed has most of it; its ids are the same everywhere.
EXAMPLE_PRODUCT = {"sku": "COF-0019", "productId": "prd_01kekepp00f8a96ny25730tc5v"}


class WebProcess:
    """How one page is served."""

    def __init__(
        self, name: str, layout: Layout, ports: Ports, host: str, urls: Mapping[str, str]
    ) -> None:
        self._name = name
        self._layout = layout
        self._ports = ports
        self._host = host
        self._urls = urls

    @property
    def url(self) -> str:
        """Where a browser opens it."""
        return f"http://{self._host}:{self._ports.of(self._name)}/"

    def service(self, router_kind: str) -> Service:
        """The process of the page's server."""
        own = self._explorer(router_kind) if self._name == "explorer" else self._storefront()
        port = self._ports.of(self._name)
        return Service(
            name=self._name,
            argv=[*uvicorn(f"devstack.web.{self._name}:create_app", port), "--host", self._host],
            env={**own, "PYTHONPATH": str(ROOT)},
            port=port,
            is_ready=self.is_ready,
        )

    def is_ready(self) -> bool:
        """Whether the page can be opened."""
        return responds(f"{self._ports.url(self._name)}/config.json")

    def _storefront(self) -> dict[str, str]:
        return {
            "STOREFRONT_DIST": str(CLIENTS / "storefront" / "dist"),
            "STOREFRONT_GRAPHQL_URL": self._urls["public"],
        }

    def _explorer(self, router_kind: str) -> dict[str, str]:
        config = {
            "router": self._urls["router"],
            "routerKind": router_kind,
            "people": [
                {
                    "email": person.email,
                    "name": person.display_name,
                    "roles": [role.value for role in person.roles],
                }
                for person in PEOPLE
            ],
            # Other machines are not told; there the explorer asks for it.
            "password": secret(self._layout, "demo-password") if self._host in LOCAL else None,
            "examples": EXAMPLE_PRODUCT,
        }
        subgraphs = {name: f"{self._ports.url(name)}/graphql" for name in SUBGRAPHS}
        secrets = {name: router_secret(self._layout, name) for name in SUBGRAPHS}
        return {
            "EXPLORER_DIST": str(CLIENTS / "explorer" / "dist"),
            "EXPLORER_CONFIG": json.dumps(config),
            "EXPLORER_SUBGRAPHS": json.dumps(subgraphs),
            "EXPLORER_ROUTER_SECRETS": json.dumps(secrets),
        }
