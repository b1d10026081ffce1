"""One run: a workload against a world in which something goes wrong, and then the adding up."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from subgraphs.products.store import CatalogueStore, StockStore
from tests.builders import a_product
from tests.crash.buyers import Buyers
from tests.crash.checker import collect, is_quiet, violations
from tests.crash.world import LEASE_SECONDS, World, connections, until

# A lease, the worker's look, a delay of a row whose worker died, and a slow machine.
SETTLE_SECONDS = LEASE_SECONDS * 2 + 6
PIECES = 40

Trouble: TypeAlias = Callable[[World, random.Random], Awaitable[object]]
Workload: TypeAlias = Callable[[Buyers, Sequence[str]], Awaitable[object]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a run showed."""

    what: str
    # Which processes died, and at which point.
    crashed: frozenset[tuple[str, str]]
    violations: Sequence[str]
    settle_seconds: float


async def stock_up(world: World, *pieces: int) -> list[str]:
    """Products nobody else buys, with so many pieces each."""
    database, mongo = connections(world)
    made = [a_product() for _ in pieces]
    for product, available in zip(made, pieces, strict=True):
        await StockStore(mongo).add_if_absent(product.id, available)
        await CatalogueStore(mongo).add_if_absent(product)
    await database.close()
    mongo.client.close()
    return [product.id for product in made]


async def run(
    world: World,
    what: str,
    seed: int,
    *,
    trouble: Trouble | None = None,
    workload: Workload | None = None,
    pieces: Sequence[int] = (PIECES, PIECES, 2),
    settle_seconds: float = SETTLE_SECONDS,
) -> Outcome:
    """Let buyers buy while *trouble* happens; then wait until all is quiet, and add up."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    products = await stock_up(world, *pieces)
    world.products.update(dict(zip(products, pieces, strict=True)))
    world.buyers = world.buyers or Buyers(world, chance)
    world.buyers.random = chance
    troubles = [asyncio.ensure_future(trouble(world, chance))] if trouble else []
    try:
        await (workload or twelve_orders)(world.buyers, products)
    finally:
        for each in troubles:
            each.cancel()
        ended = await asyncio.gather(*troubles, return_exceptions=True)
    for problem in ended:
        if isinstance(problem, Exception):
            raise problem
    crashed = world.disarm()
    await world.whole()
    started = time.monotonic()
    await until(lambda: is_quiet(world), settle_seconds)
    took = time.monotonic() - started
    found = violations(await collect(world, world.products), world.buyers)
    return Outcome(what=what, crashed=crashed, violations=found, settle_seconds=took)


async def twelve_orders(buyers: Buyers, products: Sequence[str]) -> None:
    """Everything that can become of an order, all at once."""
    plenty, more, scarce = products
    await asyncio.gather(
        *(buyers.buy([plenty, more]) for _ in range(3)),
        buyers.buy([plenty], paymentMethodToken="tok_declined"),
        buyers.buy([more], paymentMethodToken="tok_stolen"),
        buyers.buy([], items=[{"productId": scarce, "quantity": 3}]),
        buyers.buy([], items=_lines((plenty, 1), (scarce, 5))),
        buyers.buy([more], expectedTotal={"amount": "1.00", "currency": "EUR"}),
        buyers.buy([plenty], paymentMethodToken="tok_500_after"),
        buyers.buy_and_cancel([plenty]),
        buyers.buy_decline_and_retry([more]),
        buyers.buy_ship_and_refund([plenty, more]),
    )


def _lines(*lines: tuple[str, int]) -> list[dict[str, object]]:
    return [{"productId": product, "quantity": quantity} for product, quantity in lines]
