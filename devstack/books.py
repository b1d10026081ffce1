"""For whoever answers for the money: do the books agree, and what could not be told to others."""

from rich.console import Console
from rich.table import Column, Table

from devstack.operators import ask
from devstack.stack import Stack

# Who writes down what others are to be told.
TELLERS = ("users", "orders")


def reconcile(stack: Stack, console: Console) -> bool:
    """Print every difference between orders, provider and stock; whether there is none."""
    found = ask(stack, "orders", "reconcile").lines
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
    found = {name: ask(stack, name, "dead").lines for name in TELLERS}
    if not any(found.values()):
        console.print("Nothing has failed for good.")
        return True
    headings = ("subgraph", "queue", "what", "failed at", "tries", "because")
    table = Table(*headings, box=None, pad_edge=False)
    for name, each in ((name, each) for name, rows in found.items() for each in rows):
        because = each["exception"] or each["failure"]
        columns = (each["queue"], each["name"], each["failed_at"][:19], str(each["deliveries"]))
        table.add_row(name, *columns, because)
    console.print(table)
    console.print("Mend the cause, then try them again: ./supergraph events replay")
    return False


def replay(stack: Stack, console: Console) -> None:
    """Have everything tried again that failed for good."""
    replayed = sum(ask(stack, name, "replay").lines[0]["replayed"] for name in TELLERS)
    console.print(f"{replayed} are tried again; ./supergraph events dead shows what fails.")
