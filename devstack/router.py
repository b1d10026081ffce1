"""The router: Apollo Router where there is one, else the stand-in; the same rules for both."""

import os
import platform
import re
import shutil
import subprocess
import tarfile
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.error import URLError

import yaml

from devstack.commands import run
from devstack.contract import safelist
from devstack.keys import router_secret
from devstack.layout import ROOT, SUBGRAPHS, Layout
from devstack.npm import NODE, STANDIN
from devstack.ports import Ports
from devstack.refusal import Refusal
from devstack.service import Service
from devstack.subgraphs import responds

VERSION = "2.17.0"
RELEASE = (
    "https://github.com/apollographql/router/releases/download/"
    f"v{VERSION}/router-v{VERSION}-{{arch}}-unknown-linux-gnu.tar.gz"
)
CONFIGURATION = ROOT / "router" / "router.yaml"
OVERLAY = ROOT / "router" / "router.internal.yaml"
# Where front-end tools serve a page in the making (Vite, and others).
PAGES_IN_THE_MAKING = (3000, 5173)


class Role(Enum):
    """Whom a router answers; the value names its process."""

    # Developers: every operation, introspection, query plans.
    INTERNAL = "router"
    # Everybody: the operations of living client versions.
    PUBLIC = "public"


@dataclass(frozen=True, kw_only=True, slots=True)
class Router:
    """Which router this machine has."""

    kind: str
    version: str
    program: Path


def find(layout: Layout) -> Router:
    """Apollo Router from `APOLLO_ROUTER_BIN`, PATH or the cache; the stand-in without one."""
    named = os.environ.get("APOLLO_ROUTER_BIN")
    if named and not os.access(named, os.X_OK):
        raise Refusal(f"APOLLO_ROUTER_BIN names {named}, which cannot be run; unset or mend it.")
    found = named or shutil.which("router") or _cached(layout)
    if found is not None:
        version = re.search(r"\d+\.\d+\.\d+", run([found, "--version"], what="ask the router"))
        if version is not None:
            return Router(kind="apollo-router", version=version[0], program=Path(found))
    package = yaml.safe_load((STANDIN / "package.json").read_text())
    version = package["dependencies"]["@apollo/query-planner"]
    return Router(kind="standin", version=version, program=NODE)


def install(layout: Layout, say: Callable[[str], None]) -> Path:
    """Apollo Router in the cache: the official download, else built from its crate."""
    target = layout.cache / f"apollo-router-{VERSION}" / "router"
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        return target
    try:
        say(f"Downloading Apollo Router {VERSION} …")
        _download(target)
    except (URLError, OSError) as error:
        say(f"The download did not work ({error}).")
        _build(target, say)
    return target


class RouterProcess:
    """How a router of a stack is configured and run."""

    def __init__(
        self, layout: Layout, ports: Ports, host: str, urls: Mapping[str, str], role: Role
    ) -> None:
        self._layout = layout
        self._ports = ports
        self._host = host
        self._urls = urls
        self._role = role

    @property
    def url(self) -> str:
        """Where clients send their operations."""
        return f"http://{self._host}:{self._ports.of(self._role.value)}/graphql"

    def service(self, router: Router, supergraph: Path) -> Service:
        """The process of *router*; it follows the supergraph and the safelist by itself."""
        if self._role is Role.PUBLIC:
            safelist.write_for(self._rhai)
        is_apollo = router.kind == "apollo-router"
        argv = (
            self._apollo(router, supergraph)
            if is_apollo
            else [str(NODE), str(STANDIN / "server.mjs")]
        )
        environment = self._environment()
        return Service(
            name=self._role.value,
            argv=argv,
            env=environment if is_apollo else {**environment, **self._standin(supergraph)},
            port=self._ports.of(self._role.value),
            is_ready=self.is_ready,
            version=CONFIGURATION.read_text() + OVERLAY.read_text(),
        )

    def is_ready(self) -> bool:
        """Whether it takes requests."""
        return responds(f"{self._ports.url(f'{self._role.value}-health')}/health?ready")

    @property
    def _rhai(self) -> Path:
        return self._layout.graph / "rhai"

    def _apollo(self, router: Router, supergraph: Path) -> list[str]:
        # By port: two stacks of one checkout have other pages, and a router follows its file.
        port = self._ports.of(self._role.value)
        configuration = self._layout.state / f"{self._role.value}-{port}.yaml"
        text = yaml.safe_dump(self._configuration(), sort_keys=False)
        # A router that runs looks at its file again when it is written.
        if not configuration.exists() or configuration.read_text() != text:
            configuration.write_text(text)
        argv = [str(router.program), "--config", str(configuration)]
        return [*argv, "--supergraph", str(supergraph), "--hot-reload", "--log", "warn"]

    def _configuration(self) -> dict[str, Any]:
        merged = _yaml(CONFIGURATION)
        if self._role is Role.INTERNAL:
            merged = _merge(merged, _yaml(OVERLAY))
        return _merge(merged, {"cors": {"policies": [{"origins": self._origins()}]}})

    def _origins(self) -> list[str]:
        """The pages that may ask from a browser."""
        ports = [self._ports.of("explorer"), self._ports.of("storefront"), *PAGES_IN_THE_MAKING]
        hosts = sorted({self._host, "127.0.0.1", "localhost"})
        return [f"http://{host}:{port}" for host in hosts for port in ports]

    def _environment(self) -> dict[str, str]:
        role = self._role.value
        return {
            "APOLLO_TELEMETRY_DISABLED": "true",
            "ROUTER_LISTEN": f"{self._host}:{self._ports.of(role)}",
            "ROUTER_HEALTH_LISTEN": f"127.0.0.1:{self._ports.of(f'{role}-health')}",
            "ROUTER_METRICS_LISTEN": f"127.0.0.1:{self._ports.of(f'{role}-metrics')}",
            "ROUTER_RHAI": str(self._rhai),
            **{f"ROUTER_SECRET_{n.upper()}": router_secret(self._layout, n) for n in SUBGRAPHS},
            **{f"{name.upper()}_URL": self._urls[name] for name in SUBGRAPHS},
        }

    def _standin(self, supergraph: Path) -> dict[str, str]:
        """What Apollo Router has in its configuration."""
        role = self._role.value
        is_internal = str(self._role is Role.INTERNAL).lower()
        table = {} if self._role is Role.INTERNAL else {"SAFELIST_FILE": str(self._table)}
        return {
            "LISTEN": f"{self._host}:{self._ports.of(role)}",
            "HEALTH_LISTEN": f"127.0.0.1:{self._ports.of(f'{role}-health')}",
            "SUPERGRAPH_FILE": str(supergraph),
            "CORS_ORIGINS": ",".join(self._origins()),
            "INTROSPECTION": is_internal,
            "EXPOSE_QUERY_PLAN": is_internal,
            **table,
        }

    @property
    def _table(self) -> Path:
        return self._rhai / "safelist.json"


def _cached(layout: Layout) -> str | None:
    program = layout.cache / f"apollo-router-{VERSION}" / "router"
    return str(program) if program.exists() else None


def _download(target: Path) -> None:
    archive = target.with_suffix(".tar.gz")
    address = RELEASE.format(arch=platform.machine())
    with urllib.request.urlopen(address, timeout=30) as response:  # noqa: S310 - a constant address
        archive.write_bytes(response.read())
    with tarfile.open(archive) as unpacked:
        member = unpacked.getmember("dist/router")
        member.name = "router"
        unpacked.extract(member, target.parent, filter="data")
    archive.unlink()


def _build(target: Path, say: Callable[[str], None]) -> None:
    cargo = shutil.which("cargo")
    if cargo is None:
        raise Refusal(
            "Apollo Router could not be had. Put its program on PATH as `router`, or name it in "
            "APOLLO_ROUTER_BIN; without it `up` uses the stand-in."
        )
    say("Building it with cargo instead; this takes about a quarter of an hour …")
    root = target.parent / "build"
    build = [
        cargo,
        "install",
        "apollo-router",
        "--version",
        VERSION,
        "--locked",
        "--root",
        str(root),
    ]
    if subprocess.run(build, check=False).returncode != 0:  # noqa: S603
        raise Refusal("cargo could not build Apollo Router; its last words are above.")
    (root / "bin" / "router").replace(target)


def _yaml(file: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(file.read_text())
    return loaded


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """*over* wins, and takes away what it names without a value; lists are replaced."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if value is None:
            merged.pop(key, None)
        elif isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merge(below, value)
        else:
            merged[key] = value
    return merged
