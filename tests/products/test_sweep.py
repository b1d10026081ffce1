"""The stock stays small and honest: lapsed holds go back, settled ones into the history."""

import asyncio
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from bson import encode

from subgraphs.common.ids import new_id
from subgraphs.products.domain import (
    HistoryPage,
    Product,
    Reservation,
    ReservationState,
    StockChange,
    StockReason,
)
from subgraphs.products.store import Overtaken, connect
from tests.builders import a_product
from tests.products.conftest import Catalogue
from tests.products.test_stock import lines
from tests.shop import Subgraph, token_for

AT_ONCE = timedelta(seconds=-1)


async def history(catalogue: Catalogue, product: Product) -> list[StockChange]:
    """All movements of a product, oldest first."""
    page = HistoryPage(product_id=product.id, first=1000, after=None)
    return list(reversed((await catalogue.history.pages([page]))[page]))


async def document(catalogue: Catalogue, product: Product) -> Mapping[str, Any]:
    """The product's stock document."""
    found = await catalogue.database.stock.find_one({"_id": product.id})
    assert found is not None
    return found


async def size(catalogue: Catalogue, product: Product) -> int:
    """Bytes of the product's stock document."""
    return len(encode(await document(catalogue, product)))


async def test_a_lapsed_hold_goes_back(catalogue: Catalogue, hasty: Catalogue) -> None:
    """The pieces are for sale again, and the order can no longer be committed."""
    product = await catalogue.sell(a_product(), available=5)
    order = new_id("ord")
    await hasty.service.reserve(order, lines([product], 2))
    assert await hasty.sweep.release_lapsed() > 0
    assert await catalogue.available(product) == 5
    settled = await catalogue.service.commit(order)
    assert settled is not None
    assert settled.state is ReservationState.RELEASED


async def test_a_living_hold_is_left_alone(catalogue: Catalogue) -> None:
    """Only time ends a hold, not the sweep."""
    product = await catalogue.sell(a_product(), available=5)
    await catalogue.service.reserve(new_id("ord"), lines([product]))
    assert await catalogue.sweep.release_lapsed() == 0
    assert await catalogue.available(product) == 4


@pytest.mark.parametrize("end", [ReservationState.RELEASED, ReservationState.COMMITTED])
async def test_what_was_left_half_done_is_finished(
    catalogue: Catalogue, hasty: Catalogue, end: ReservationState
) -> None:
    """A process that died between settling a reservation and its stock is finished for."""
    product = await catalogue.sell(a_product(), available=5)
    order = new_id("ord")
    await catalogue.service.reserve(order, lines([product]))
    await catalogue.reservations.settle(order, ReservationState.HELD, end)
    assert (await catalogue.stock.stock_by_product([product.id]))[product.id].reserved == 1
    await hasty.sweep.release_lapsed()
    assert (await catalogue.stock.stock_by_product([product.id]))[product.id].reserved == 0
    assert await catalogue.available(product) == (5 if end is ReservationState.RELEASED else 4)


async def test_every_movement_is_in_the_history(catalogue: Catalogue) -> None:
    """Previous and new amount, order and reason; the amounts chain, and a repeat adds nothing."""
    product = await catalogue.sell(a_product(), available=10)
    sold, dropped = new_id("ord"), new_id("ord")
    for order in (sold, dropped):
        await catalogue.service.reserve(order, lines([product], 3))
    await catalogue.service.commit(sold)
    await catalogue.service.release(dropped)
    await catalogue.service.take_back(sold)
    assert await catalogue.sweep.clear_settled(AT_ONCE) == 3
    assert await catalogue.sweep.clear_settled(AT_ONCE) == 0
    moved = [
        (c.order_id, c.reason, c.previous, c.current) for c in await history(catalogue, product)
    ]
    assert moved == [
        (sold, StockReason.RESERVATION, 10, 7),
        (dropped, StockReason.RESERVATION, 7, 4),
        (sold, StockReason.SALE, 4, 4),
        (dropped, StockReason.RELEASE, 4, 7),
        (sold, StockReason.RETURN, 7, 10),
    ]


async def test_a_clearing_that_died_is_repeated(catalogue: Catalogue) -> None:
    """Written and not yet dropped: the next sweep writes nothing twice and drops it."""
    product = await catalogue.sell(a_product(), available=10)
    order = new_id("ord")
    await catalogue.service.reserve(order, lines([product]))
    await catalogue.service.commit(order)
    before = await document(catalogue, product)
    await catalogue.sweep.clear_settled(AT_ONCE)
    await catalogue.database.stock.replace_one({"_id": product.id}, before)
    await catalogue.sweep.clear_settled(AT_ONCE)
    assert len(await history(catalogue, product)) == 2
    assert (await document(catalogue, product))["holds"] == []


async def test_a_ghost_takes_nothing_behind_a_clearing(catalogue: Catalogue) -> None:
    """A try that stood still while its order was sold and cleared must not take the pieces again,
    though the stock no longer shows that they were taken."""
    product = await catalogue.sell(a_product(), available=10)
    order, fences = new_id("ord"), await catalogue.stock.fences([product.id])
    began = await catalogue.service.reserve(order, lines([product]))
    assert isinstance(began, Reservation)
    await catalogue.service.commit(order)
    await catalogue.sweep.clear_settled(AT_ONCE)
    with pytest.raises(Overtaken):
        await catalogue.stock.take(order, began.lines[0], fences)
    again = await catalogue.service.reserve(order, lines([product]))
    assert isinstance(again, Reservation)
    assert again.state is ReservationState.COMMITTED
    assert await catalogue.available(product) == 9


async def test_a_try_that_is_overtaken_begins_again(catalogue: Catalogue) -> None:
    """Clearing other orders' holds delays nobody: reserving goes on behind it, once."""
    product = await catalogue.sell(a_product(), available=100)

    async def buy() -> None:
        order = new_id("ord")
        await catalogue.service.reserve(order, lines([product]))
        await catalogue.service.commit(order)
        await catalogue.sweep.clear_settled(AT_ONCE)

    await asyncio.gather(*(buy() for _ in range(40)))
    assert await catalogue.available(product) == 60


async def test_a_hot_product_stays_small(catalogue: Catalogue) -> None:
    """A day's orders pass through one stock document and leave it as small as it was: with what
    100,000 orders a day leave behind between two sweeps (12 at 1.2 a second, times 20 for a peak),
    it is below 64 KB."""
    product = await catalogue.sell(a_product(), available=1000)
    empty = await size(catalogue, product)
    for _ in range(2):
        orders = [new_id("ord") for _ in range(240)]
        await asyncio.gather(
            *(catalogue.service.reserve(order, lines([product])) for order in orders)
        )
        await asyncio.gather(*(catalogue.service.commit(order) for order in orders))
        assert await size(catalogue, product) < 64 * 1024
        assert await catalogue.sweep.clear_settled(AT_ONCE) == 240
    assert await size(catalogue, product) <= empty + 64
    assert await catalogue.available(product) == 520
    assert len(await history(catalogue, product)) == 960


HISTORY = """query ($id: ID!, $after: String) { product(id: $id) { inventory {
  history(first: 3, after: $after) { nodes { delta previous current reason orderId }
                                     pageInfo { hasNextPage endCursor } } } } }"""


async def test_staff_page_through_the_history(products: Subgraph) -> None:
    """Newest first, page by page, to the end; a buyer may not see it."""
    own = Catalogue(os.environ["CATALOGUE_MONGO_URL"], connect(os.environ["CATALOGUE_MONGO_URL"]))
    product = await own.sell(a_product(), available=10)
    orders = [new_id("ord") for _ in range(2)]
    for order in orders:
        await own.service.reserve(order, lines([product], 2))
        await own.service.release(order)
    await own.sweep.clear_settled(AT_ONCE)
    staff = token_for(products.stack, new_id("usr"), "inventory:read")
    nodes, after = [], None
    while True:
        answer = await products.ask(HISTORY, {"id": product.id, "after": after}, token=staff)
        page = answer.data["product"]["inventory"]["history"]
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert [(node["reason"], node["delta"], node["orderId"]) for node in nodes] == [
        ("RELEASE", 2, orders[1]),
        ("RESERVATION", -2, orders[1]),
        ("RELEASE", 2, orders[0]),
        ("RESERVATION", -2, orders[0]),
    ]
    buyer = token_for(products.stack, new_id("usr"), "orders:write")
    refused = await products.ask(HISTORY, {"id": product.id}, token=buyer)
    assert refused.codes == ["FORBIDDEN"]
    wrong = await products.ask(HISTORY, {"id": product.id, "after": "x"}, token=staff)
    assert wrong.codes == ["BAD_USER_INPUT"]
    own.database.client.close()
