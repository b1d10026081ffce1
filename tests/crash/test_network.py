"""Whatever the network does to a call, it takes effect once or not at all."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from devstack.stack import Stack
from tests.crash.conftest import Record, Size
from tests.crash.proxy import Proxy, Toxic
from tests.crash.runs import run
from tests.crash.world import World, a_world
from tests.databases import FreshDatabases

HOPS = ("products", "payments", "orders-db", "catalogue-mongo")
TOXICS = [toxic for toxic in Toxic if toxic is not Toxic.NONE]
# How long the trouble lasts; longer than one attempt of a call would be too long for the buyers.
SECONDS = 1.5


@asynccontextmanager
async def poisonable(
    stack: Stack, fresh: FreshDatabases, folder: Path
) -> AsyncIterator[tuple[World, dict[str, Proxy]]]:
    """A world in which every hop can be poisoned."""
    proxies = {
        "orders-db": Proxy(stack.ports.of("orders-db")),
        "catalogue-mongo": Proxy(stack.ports.of("catalogue-mongo")),
        "products": Proxy(0),
        "payments": Proxy(0),
    }
    async with AsyncExitStack() as kept:
        for proxy in proxies.values():
            await proxy.start()
            kept.push_async_callback(proxy.stop)
        own = {
            "HOP_PRODUCTS": f"http://127.0.0.1:{proxies['products'].port}/graphql",
            "HOP_PAYMENTS": f"http://127.0.0.1:{proxies['payments'].port}",
        }
        through = {
            "ORDERS_DATABASE_URL": proxies["orders-db"].port,
            "CATALOGUE_MONGO_URL": proxies["catalogue-mongo"].port,
        }
        world = await kept.enter_async_context(
            a_world(stack, fresh, folder, own=own, through=through)
        )
        proxies["products"].target = urlsplit(world.url("products-1")).port or 0
        proxies["payments"].target = urlsplit(world.url("payments")).port or 0
        yield world, proxies


@pytest.fixture(scope="module")
async def hops(
    stack: Stack, fresh: FreshDatabases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[World, dict[str, Proxy]]]:
    """One poisonable world for all."""
    async with poisonable(stack, fresh, tmp_path_factory.mktemp("hops")) as made:
        yield made


@pytest.mark.parametrize("hop", HOPS)
async def test_a_lying_network_changes_nothing(
    hops: tuple[World, dict[str, Proxy]], size: Size, record: Record, hop: str
) -> None:
    """Refused, slow, silent, cut short, or an answer that is lost on its way back."""
    world, proxies = hops
    toxics = TOXICS if size.nightly else [Toxic.LOST_REPLY]
    for number in range(size.of(1, 20)):
        for toxic in toxics:

            async def poison(_: World, chance: random.Random, toxic: Toxic = toxic) -> None:
                await asyncio.sleep(chance.random() * 0.3)
                proxies[hop].poison(toxic)
                try:
                    await asyncio.sleep(SECONDS)
                finally:
                    proxies[hop].poison(Toxic.NONE)

            what = f"{hop} {toxic.name.lower()}"
            record.add("E network", await run(world, what, size.seed + number, trouble=poison))
