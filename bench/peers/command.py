"""`./supergraph bench --peers`: our subgraphs beside three other ways to write them."""

import asyncio
import json
import signal
import sys
from collections.abc import Sequence

import uvloop
from rich.console import Console

from bench.peers import growth
from bench.peers.cases import order_history, product_entities, product_page, user_entities
from bench.peers.equality import require_equal
from bench.peers.histories import shop
from bench.peers.implementations import IMPLEMENTATIONS
from bench.peers.report import CAPTION, Report
from bench.peers.running import started
from bench.peers.sampling import Pace, Sample, sample
from devstack.stack import Stack

COMPARED = (order_history(), product_page(), product_entities(), user_entities())
# Buyers with so many orders: one a connection, and as many as are asked for by id.
HISTORIES = (6,) * 24


def compare(stack: Stack, pace: Pace, *, grow: bool, as_json: bool) -> None:
    """Measure, and print it; whatever was started or written is gone afterwards."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report = runner.run(_interruptible(stack, pace, grow))
    if as_json:
        print(json.dumps(report.document(), indent=1))
        return
    console = Console(width=140)
    for table in report.tables():
        console.print(table)
    console.print(f"{CAPTION} Router: {report.router}.", highlight=False)


async def _interruptible(stack: Stack, pace: Pace, grow: bool) -> Report:
    """Whoever ends this process politely cancels the work, and all of it cleans up."""
    work = asyncio.create_task(_report(stack, pace, grow))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    return await work


async def _report(stack: Stack, pace: Pace, grow: bool) -> Report:
    sections: dict[str, Sequence[Sample]] = {}
    histories = growth.HISTORIES if grow else HISTORIES
    with started(stack, IMPLEMENTATIONS) as runners:
        async with shop(stack, histories) as there:
            cases = [*COMPARED, *growth.cases()] if grow else COMPARED
            compared = await require_equal(runners, cases, there)
            _tell(f"{compared} answers of the peers are equal to ours.")
            sections["compared"] = await sample(runners, COMPARED, there, pace, _tell)
            if grow:
                sections |= await growth.sections(runners, there, pace, _tell)
    return Report(
        router=f"{stack.found_router.kind} {stack.found_router.version}",
        pace=pace,
        compared=compared,
        samples=sections,
    )


def _tell(what: str) -> None:
    """Where it stands, for whoever waits; not a part of the answer."""
    print(what, file=sys.stderr)
