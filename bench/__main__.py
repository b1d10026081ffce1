"""Measures the running stack and prints one table."""

import argparse
import asyncio
import sys

from rich.console import Console
from rich.table import Table

from bench import identity, orders
from bench.measure import Figures, measure
from bench.operations import CONNECTIONS, prepare
from bench.peers.command import compare
from bench.peers.sampling import Pace
from devstack.refusal import Refusal
from devstack.stack import Stack, current

ROUNDS = 5


async def run(stack: Stack, seconds: float) -> list[Figures]:
    """One operation after the other, never two at once."""
    return [await measure(stack, each, seconds) for each in prepare(stack)]


def table(figures: list[Figures]) -> Table:
    """CPU in ms per operation beside what was promised, and times as a client saw them."""
    shown = Table(title=f"CPU per operation, and times at {CONNECTIONS} connections")
    shown.add_column("operation")
    for heading in ("requests", "per s", "subgraphs ms", "target ms", "router ms", "databases ms"):
        shown.add_column(heading, justify="right")
    shown.add_column("p50 ms", justify="right")
    shown.add_column("p99 ms", justify="right")
    for each in figures:
        costs = (each.router, each.databases, each.p50, each.p99)
        shown.add_row(
            each.name,
            str(each.requests),
            f"{each.per_second:.0f}",
            f"{each.subgraphs:.2f}",
            "" if each.target is None else f"{each.target:.1f}",
            *(f"{cost:.2f}" for cost in costs),
        )
    return shown


def main() -> int:
    """Exit code 0 when it was measured, whatever the figures; 1 when nothing runs."""
    parser = argparse.ArgumentParser(prog="./supergraph bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("pages", "orders", "identity"), default="pages")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each operation")
    parser.add_argument(
        "--logins", type=int, default=identity.LOGINS, help="of each kind, for identity"
    )
    parser.add_argument("--peers", action="store_true", help="ours beside three peers")
    parser.add_argument("--growth", action="store_true", help="of --peers: lists, load, processes")
    parser.add_argument("--rounds", type=int, help=f"of --peers, {ROUNDS} unless told")
    parser.add_argument("--json", action="store_true", help="of --peers: one document")
    given = parser.parse_args()
    if not given.peers and (given.growth or given.json or given.rounds is not None):
        parser.error("--growth, --rounds and --json are of --peers; add it, or leave them out.")
    stack = current()
    try:
        if given.peers:
            pace = Pace(
                rounds=ROUNDS if given.rounds is None else given.rounds, seconds=given.seconds
            )
            compare(stack, pace, grow=given.growth, as_json=given.json)
            return 0
        if given.what == "orders":
            asyncio.run(orders.run(stack, given.seconds, Console(width=120)))
            return 0
        if given.what == "identity":
            console = Console(width=120)
            asyncio.run(identity.run(stack, given.seconds, given.logins, console))
            return 0
        figures = asyncio.run(run(stack, given.seconds))
    except Refusal as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("Stopped; what was started for it has ended.", file=sys.stderr)
        return 130
    router = stack.found_router
    Console(width=120).print(table(figures), f"Router: {router.kind} {router.version}.")
    print(
        "The pieces that were bought are gone from the demo stock; ./supergraph reset refills it."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
