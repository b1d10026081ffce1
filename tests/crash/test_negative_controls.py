"""A suite that finds nothing must be able to find something: each planted mistake is noticed."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from devstack.stack import Stack
from tests.crash.bugs import BUGS
from tests.crash.buyers import Buyers
from tests.crash.conftest import Size
from tests.crash.runs import run
from tests.crash.world import World, a_world
from tests.databases import FreshDatabases
from tests.shop import order_input

ATTEMPTS = 20


async def storm(buyers: Buyers, products: Sequence[str]) -> None:
    """The same key from many telephones at once, for the last pieces."""
    plenty, more, scarce = products
    wanted = [order_input([plenty]), order_input([scarce]), order_input([scarce, plenty])]
    short = [{"productId": plenty, "quantity": 1}, {"productId": scarce, "quantity": 9}]
    await asyncio.gather(
        *(buyers.insist(BUYER, "placeOrder", each) for each in wanted for _ in range(6)),
        *(buyers.buy([scarce]) for _ in range(6)),
        *(buyers.buy([more]) for _ in range(3)),
        buyers.buy([], items=short),
        buyers.buy([plenty], paymentMethodToken="tok_declined"),
        return_exceptions=True,
    )


BUYER = "usr_01m7z18gp9eqda1e2abcxh4kq5"
# Where a mistake does its harm: a process that dies there brings it to light.
POINTS = {
    "key_per_attempt": ("orders-1", "payments:authorize:after"),
    "event_after_commit": ("orders-1", "advance:CONFIRMED:after"),
    "release_forgets": ("products-1", "stock:give_back"),
    "no_compare_and_set": ("orders-1", "payments:authorize:after"),
}


async def trouble(world: World, bug: str) -> None:
    """What brings the mistake to light."""
    if bug in POINTS:
        world.arm(*POINTS[bug])
    if bug == "compensate_on_timeout":
        await asyncio.sleep(0.2)
        go_on = world.pause("payments")
        try:
            await asyncio.sleep(7.5)
        finally:
            go_on()


@pytest.mark.parametrize("bug", BUGS)
async def test_the_suite_notices(
    stack: Stack, fresh: FreshDatabases, tmp_path: Path, size: Size, bug: str
) -> None:
    """With this mistake in the code, an invariant breaks within twenty runs."""
    async with a_world(stack, fresh, tmp_path, bug=bug) as world:
        for number in range(ATTEMPTS):
            try:
                outcome = await run(
                    world,
                    bug,
                    size.seed + number,
                    trouble=lambda world, _: trouble(world, bug),
                    workload=storm,
                    settle_seconds=5,
                )
            except AssertionError:
                # Never settled, or two answers to one key: noticed as well.
                return
            if outcome.violations:
                return
    pytest.fail(f"nobody noticed {bug} in {ATTEMPTS} runs")
