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
from pathlib import Path
from typing import Any
from urllib.error import URLError

import yaml

from devstack.commands import run
from devstack.keys import secret
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
OVERLAY = ROOT / "router" / "router.dev.yaml"


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
    """How the router of a stack is configured and run."""

    def __init__(self, layout: Layout, ports: Ports, host: str, urls: Mapping[str, str]) -> None:
        self._layout = layout
        self._ports = ports
        self._host = host
        self._urls = urls

    @property
    def url(self) -> str:
        """Where clients send their operations."""
        return f"http://{self._host}:{self._ports.of('router')}/graphql"

    def service(self, router: Router, supergraph: Path) -> Service:
        """The process of *router*; it follows the supergraph file by itself."""
        is_apollo = router.kind == "apollo-router"
        argv = (
            self._apollo(router, supergraph)
            if is_apollo
            else [str(NODE), str(STANDIN / "server.mjs")]
        )
        return Service(
            name="router",
            argv=argv,
            env=self._environment(supergraph),
            port=self._ports.of("router"),
            is_ready=self.is_ready,
            version=CONFIGURATION.read_text() + OVERLAY.read_text(),
        )

    def is_ready(self) -> bool:
        """Whether it takes requests."""
        return responds(f"{self._ports.url('router-health')}/health?ready")

    def _apollo(self, router: Router, supergraph: Path) -> list[str]:
        configuration = self._layout.state / "router.yaml"
        merged = _merge(_yaml(CONFIGURATION), _yaml(OVERLAY))
        configuration.write_text(yaml.safe_dump(merged, sort_keys=False))
        argv = [
            str(router.program),
            "--config",
            str(configuration),
            "--supergraph",
            str(supergraph),
        ]
        return [*argv, "--hot-reload", "--log", "warn"]

    def _environment(self, supergraph: Path) -> dict[str, str]:
        listen = f"{self._host}:{self._ports.of('router')}"
        health = f"127.0.0.1:{self._ports.of('router-health')}"
        return {
            "APOLLO_TELEMETRY_DISABLED": "true",
            "ROUTER_LISTEN": listen,
            "ROUTER_HEALTH_LISTEN": health,
            "ROUTER_METRICS_LISTEN": f"127.0.0.1:{self._ports.of('router-metrics')}",
            "ROUTER_SUBGRAPH_SECRET": secret(self._layout, "router-secret"),
            **{f"{name.upper()}_URL": self._urls[name] for name in SUBGRAPHS},
            # The stand-in reads these; Apollo Router has them in its configuration.
            "LISTEN": listen,
            "HEALTH_LISTEN": health,
            "SUPERGRAPH_FILE": str(supergraph),
            "INTROSPECTION": "true",
        }


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
    """*over* wins; only mappings are merged, lists are replaced."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            merged[key] = _merge(below, value)
        else:
            merged[key] = value
    return merged
