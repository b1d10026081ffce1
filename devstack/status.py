"""What runs, where, and whether it is well."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from devstack.layout import SUBGRAPHS
from devstack.refusal import Refusal
from devstack.stack import Stack


def describe(stack: Stack) -> dict[str, Any]:
    """The stack as `status --json` tells it; programs rely on its keys."""
    if not stack.layout.keys.exists():
        raise Refusal("Nothing was ever started here; ./supergraph up")
    router = stack.found_router()
    return {
        "router": {
            "url": stack.router.url,
            "kind": router.kind,
            "version": router.version,
            "healthy": stack.router.is_ready(),
        },
        "subgraphs": {
            name: {
                "url": stack.subgraphs.url(name),
                "healthy": stack.subgraphs.is_ready(name)(),
            }
            for name in SUBGRAPHS
        },
        "databases": {
            name: asdict(database) for name, database in stack.databases.describe().items()
        },
        "processes": {
            name: {"pid": each.pid, "port": each.port}
            for name, each in sorted(stack.supervisor.running().items())
        },
    }


def show(described: dict[str, Any], console: Console) -> None:
    """The same for people."""
    table = Table("what", Column("URL", overflow="fold"), "state", box=None, pad_edge=False)
    router = described["router"]
    table.add_row(f"{router['kind']} {router['version']}", router["url"], _well(router["healthy"]))
    for name, each in described["subgraphs"].items():
        table.add_row(f"{name} subgraph", each["url"], _well(each["healthy"]))
    for name, each in described["databases"].items():
        state = "embedded" if each["embedded"] else "yours"
        table.add_row(f"{name} ({each['engine']} {each['version']})", each["url"], state)
    console.print(table)
    if not described["processes"]:
        console.print("Nothing is running; ./supergraph up")


def _well(healthy: bool) -> str:
    return "[green]✔ well[/]" if healthy else "[red]✖ not answering[/]"
