"""What runs, where, and whether it is well."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from devstack.layout import SUBGRAPHS, WORKERS
from devstack.refusal import Refusal
from devstack.stack import Stack
from devstack.web.service import PAGES


def describe(stack: Stack) -> dict[str, Any]:
    """The stack as `status --json` tells it; programs rely on its keys."""
    if not stack.layout.keys.exists():
        raise Refusal("Nothing was ever started here; ./supergraph up")
    router = stack.found_router
    return {
        "router": {
            "url": stack.router.url,
            "kind": router.kind,
            "version": router.version,
            "healthy": stack.router.is_ready(),
        },
        "public": {"url": stack.public.url, "healthy": stack.public.is_ready()},
        "pages": {
            name: {"url": stack.page(name).url, "healthy": stack.page(name).is_ready()}
            for name in PAGES
        },
        "subgraphs": {
            name: {
                "url": stack.subgraphs.url(name),
                "healthy": stack.subgraphs.is_ready(name)(),
            }
            for name in SUBGRAPHS
        },
        "workers": {name: {"healthy": stack.subgraphs.is_ready(name)()} for name in WORKERS},
        "databases": {
            name: asdict(database) for name, database in stack.databases.describe().items()
        },
        "processes": {
            name: {"pid": each.pid, "port": each.port}
            for name, each in sorted(stack.supervisor.running().items())
        },
    }


def show(described: dict[str, Any], console: Console) -> bool:
    """The same for people; whether all is well."""
    table = Table("what", Column("URL", overflow="fold"), "state", box=None, pad_edge=False)
    router = described["router"]
    public = described["public"]
    rows = [
        (f"{router['kind']} {router['version']}", router["url"], router["healthy"]),
        ("public router (safelist)", public["url"], public["healthy"]),
    ]
    rows += [(name, each["url"], each["healthy"]) for name, each in described["pages"].items()]
    for name, each in described["subgraphs"].items():
        rows.append((f"{name} subgraph", each["url"], each["healthy"]))
    for name, each in described["databases"].items():
        engine = f"{each['engine']} {each['version']}" if each["healthy"] else each["engine"]
        rows.append((f"{name} ({engine})", each["url"], each["healthy"]))
    for name, each in described["workers"].items():
        rows.append((name, "", each["healthy"]))
    for name in ("payments", "launcher"):
        process = described["processes"].get(name)
        rows.append((name, f"pid {process['pid']}" if process else "", process is not None))
    for what, url, healthy in rows:
        table.add_row(what, url, _STATES[healthy])
    console.print(table)
    if not described["processes"]:
        console.print("Nothing is running; ./supergraph up")
    return all(healthy is not False for _, _, healthy in rows)


_STATES = {True: "[green]✔ well[/]", False: "[red]✖ not answering[/]", None: "yours"}
