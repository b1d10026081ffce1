"""Is this machine ready? Each line is good, worth knowing, or in the way, with what mends it."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console

from devstack.debian import KEYRING
from devstack.go import GO_AT_LEAST, GO_PACKAGE, go_on_path
from devstack.ports import Ports, holder, is_free, listener
from devstack.stack import Stack

GOOD, NOTE, BAD = "[green]✔[/]", "[yellow]▲[/]", "[red]✖[/]"
# The engine, FerretDB, two sets of npm packages, and three young clusters.
DISK_GB = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    mark: str
    what: str
    mend: str = ""


def examine(stack: Stack) -> list[Finding]:
    """All findings about this machine and this stack's address."""
    return [
        Finding(GOOD, f"Python {sys.version.split()[0]}"),
        *_databases(stack),
        _router(stack),
        _disk(stack),
        *_ports(stack),
    ]


def report(findings: list[Finding], console: Console) -> bool:
    """Print them; whether nothing is in the way."""
    for each in findings:
        console.print(f"{each.mark} {each.what}", highlight=False)
        if each.mend:
            console.print(f"    {each.mend}", style="dim", highlight=False)
    return all(each.mark != BAD for each in findings)


def _databases(stack: Stack) -> Iterator[Finding]:
    for name in stack.databases.given:
        yield Finding(GOOD, f"{name}: yours, from the environment")
    if not stack.databases.embedded:
        return
    if shutil.which("apt-get") is None or not KEYRING.exists():
        given = "set USERS_DATABASE_URL, ORDERS_DATABASE_URL and CATALOGUE_MONGO_URL"
        mend = f"{given}, or: docker compose up -d users-db orders-db catalogue-db"
        yield Finding(BAD, "no Debian packages to take databases from", mend)
        return
    yield Finding(GOOD, f"embedded databases: {', '.join(stack.databases.embedded)}")
    if stack.databases.needs_ferretdb:
        found = go_on_path()
        wanted = ".".join(map(str, GO_AT_LEAST))
        if found:
            yield Finding(GOOD, f"Go at {found}")
        else:
            yield Finding(NOTE, f"no Go {wanted} on PATH; the package {GO_PACKAGE} is used")


def _router(stack: Stack) -> Finding:
    found = stack.found_router
    if found.kind == "apollo-router":
        return Finding(GOOD, f"Apollo Router {found.version} at {found.program}")
    mend = "./supergraph router install, or name it in APOLLO_ROUTER_BIN"
    return Finding(NOTE, "no Apollo Router here; the stand-in is used", mend)


def _disk(stack: Stack) -> Finding:
    free = shutil.disk_usage(stack.layout.state).free / 1e9
    if free >= DISK_GB:
        return Finding(GOOD, f"{free:.0f} GB of disk free")
    return Finding(BAD, f"{free:.1f} GB of disk free; {DISK_GB} are needed", "make room")


def _ports(stack: Stack) -> Iterator[Finding]:
    ours = {each.pid for each in stack.supervisor.running().values()}
    taken = [
        (name, port)
        for name, port in Ports(stack.address.port).all().items()
        if not is_free(port) and getattr(listener(port), "pid", None) not in ours
    ]
    for name, port in taken:
        mend = "stop it, or: ./supergraph up --port 4200"
        yield Finding(BAD, f"port {port} ({name}) is in use by {holder(port)}", mend)
    if not taken:
        yield Finding(GOOD, f"ports from {stack.address.port} on are free, or ours")
