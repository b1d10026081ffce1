"""For whoever answers for the money: do the books agree, and what could not be told to others."""

import json
import os
import subprocess
import sys
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from devstack.layout import ROOT
from devstack.refusal import Refusal
from devstack.stack import Stack


def reconcile(stack: Stack, console: Console) -> bool:
    """Print every difference between orders, provider and stock; whether there is none."""
    found = _ask(stack, "reconcile")
    if not found:
        console.print("Orders, payments and stock agree.")
        return True
    table = Table("order", Column("difference", overflow="fold"), box=None, pad_edge=False)
    for each in found:
        table.add_row(each["order_id"], each["said"])
    console.print(table)
    console.print(f"{len(found)} differences; each is somebody's money or parcel.")
    return False


def dead_letters(stack: Stack, console: Console) -> bool:
    """Print what failed for good; whether there is nothing."""
    found = _ask(stack, "dead")
    if not found:
        console.print("Nothing has failed for good.")
        return True
    table = Table("queue", "what", "failed at", "tries", "because", box=None, pad_edge=False)
    for each in found:
        because = each["exception"] or each["failure"]
        columns = (each["queue"], each["name"], each["failed_at"][:19], str(each["deliveries"]))
        table.add_row(*columns, because)
    console.print(table)
    console.print("Mend the cause, then try them again: ./supergraph events replay")
    return False


def replay(stack: Stack, console: Console) -> None:
    """Have everything tried again that failed for good."""
    (done,) = _ask(stack, "replay")
    console.print(f"{done['replayed']} are tried again; ./supergraph events dead shows what fails.")


def _ask(stack: Stack, command: str) -> list[dict[str, Any]]:
    """The JSON lines of one of the orders subgraph's own commands."""
    if "orders" not in stack.supervisor.running():
        raise Refusal("The shop is not running; ./supergraph up")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "subgraphs.orders.commands", command],
        cwd=ROOT,
        env={**os.environ, **stack.subgraphs.environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    if done.returncode not in (0, 1) or (done.returncode == 1 and not lines):
        said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise Refusal(f"Could not ask the orders subgraph: {said[0]}")
    return [json.loads(line) for line in lines]
