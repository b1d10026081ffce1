"""Many at once: one key from many telephones, and many buyers for the last pieces."""

import asyncio
import random
from collections.abc import Sequence

from subgraphs.common.ids import new_id
from tests.crash.buyers import Buyers
from tests.crash.conftest import Record, Size
from tests.crash.runs import run
from tests.crash.world import World
from tests.shop import order_input


async def test_a_hundred_keys_from_twenty_telephones_make_a_hundred_orders(
    world: World, size: Size, record: Record
) -> None:
    """Over two replicas, all at once: each key one order, and all its answers name it."""
    made = set[str]()

    async def storm(buyers: Buyers, products: Sequence[str]) -> None:
        gate = asyncio.Semaphore(40)
        buyer, product = new_id("usr"), products[0]
        keys = [order_input([product]) for _ in range(100)]

        async def one(wanted: dict[str, object]) -> str | None:
            async with gate:
                return (await buyers.insist(buyer, "placeOrder", wanted)).order_id

        calls = [one(wanted) for wanted in keys for _ in range(20)]
        random.Random(size.seed).shuffle(calls)  # noqa: S311
        made.update(id for id in await asyncio.gather(*calls) if id)

    record.add("C duplicates", await run(world, "100 × 20", 1, workload=storm, pieces=(100,)))
    assert len(made) == 100


async def test_fifty_pieces_are_sold_fifty_times(world: World, size: Size, record: Record) -> None:
    """More buyers than pieces, two products in either order: none is sold twice, none is left."""
    sold = list[str]()

    async def rush(buyers: Buyers, products: Sequence[str]) -> None:
        gate = asyncio.Semaphore(40)

        async def one(number: int) -> None:
            order = list(products) if number % 2 else list(reversed(products))
            async with gate:
                answer = await buyers.insist(new_id("usr"), "placeOrder", order_input(order))
            if answer.status == "CONFIRMED":
                sold.append(str(answer.order_id))

        await asyncio.gather(*(one(number) for number in range(size.of(150, 500))))

    for number in range(size.of(1, 20)):
        sold.clear()
        record.add("D contention", await run(world, "rush", number, workload=rush, pieces=(50, 50)))
        # A line may be taken while its order waits for another one: nobody is sold too much, and
        # what is left is for sale.
        assert len(sold) <= 50
        assert len(sold) >= 45
