"""Databases, provider and replicas that die, stand still or are replaced under load."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

import pytest

from tests.crash.buyers import Buyers
from tests.crash.conftest import Record, Size
from tests.crash.runs import run, twelve_orders
from tests.crash.world import World

Nemesis: TypeAlias = Callable[[World, random.Random], Awaitable[None]]


def _restart_of(process: str) -> Nemesis:
    """kill -9 of a database's processes, and its start a moment later."""

    async def restart(world: World, chance: random.Random) -> None:
        await asyncio.sleep(0.1 + chance.random() * 0.4)
        running = world.stack.supervisor.running()[process].process()
        assert running is not None
        family = [running, *running.children(recursive=True)]
        for each in family:
            each.kill()
        await asyncio.sleep(0.3)
        # Here as in real life, somebody starts it again.
        await asyncio.shield(asyncio.to_thread(world.stack.start_databases))

    return restart


async def provider_dies(world: World, chance: random.Random) -> None:
    """kill -9 of the provider, twice; its ledger is on disk."""
    for _ in range(2):
        await asyncio.sleep(0.1 + chance.random() * 0.5)
        world.kill("payments")


async def replicas_are_replaced(world: World, chance: random.Random) -> None:
    """SIGTERM, one after the other, as a deployment does it."""
    for name in ("orders-1", "products-1", "orders-2", "products-2", "orders-worker"):
        await asyncio.sleep(chance.random() * 0.2)
        await world.replace(name)


async def a_replica_stands_still(world: World, chance: random.Random) -> None:
    """Past its lease, while others go on with its orders; then it goes on, knowing nothing."""
    for name in ("orders-1", "products-1"):
        await asyncio.sleep(0.1 + chance.random() * 0.3)
        go_on = world.pause(name)
        try:
            await asyncio.sleep(2.5)
        finally:
            go_on()


NEMESES: dict[str, Nemesis] = {
    "F PostgreSQL of orders": _restart_of("orders-db"),
    "F FerretDB": _restart_of("catalogue-mongo"),
    "F PostgreSQL below FerretDB": _restart_of("catalogue-db"),
    "F payment provider": provider_dies,
    "M rolling deployment": replicas_are_replaced,
    "N standing still": a_replica_stands_still,
}


async def busy(buyers: Buyers, products: Sequence[str]) -> None:
    """Buyers all the while: three waves of everything that can become of an order."""
    for _ in range(3):
        await asyncio.gather(
            twelve_orders(buyers, products),
            *(buyers.buy([products[0]]) for _ in range(6)),
        )


@pytest.mark.parametrize("what", NEMESES)
async def test_what_dies_comes_back_and_nothing_is_lost(
    world: World, size: Size, record: Record, what: str
) -> None:
    """Under load: every order is settled, every invariant holds, and nobody restarted the shop."""
    for number in range(size.of(1, 20)):
        outcome = await run(
            world,
            what,
            size.seed + number,
            trouble=NEMESES[what],
            workload=busy,
            pieces=(200, 200, 2),
            settle_seconds=15,
        )
        record.add("F M N processes", outcome)


async def test_a_long_day_of_troubles(world: World, size: Size, record: Record) -> None:
    """Something dies, stands still or is replaced every few seconds, at random from the seed."""
    chance = random.Random(size.seed)  # noqa: S311 - repeatable, no secret
    ends = asyncio.get_running_loop().time() + size.of(5, 1800)
    number = 0
    while asyncio.get_running_loop().time() < ends:
        what = chance.choice(sorted(NEMESES))
        outcome = await run(
            world,
            "soak",
            chance.randrange(2**32),
            trouble=NEMESES[what],
            pieces=(100, 100, 2),
            settle_seconds=15,
        )
        record.add("I soak", outcome)
        number += 1
    assert number > 0
