"""An order that is not settled in time is told as such, and the same key finishes it."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from devstack.stack import Stack
from subgraphs.common.ids import new_id
from subgraphs.orders.app import create_app
from subgraphs.orders.service import settling
from tests.databases import FreshDatabases
from tests.orders.conftest import Shelf
from tests.orders.people import kinds
from tests.orders.test_placement import Buyer
from tests.shop import Subgraph, order_input, token_for


@pytest.fixture
async def cut_off(
    stack: Stack, fresh: FreshDatabases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Subgraph]:
    """The orders subgraph with nobody where products and payments should be."""
    with fresh.postgres("orders") as url:
        own = {
            "ORDERS_DATABASE_URL": url,
            "ORDERS_PRODUCTS_URL": "http://127.0.0.1:9/graphql",
            "ORDERS_PAYMENTS_URL": "http://127.0.0.1:9",
        }
        async with Subgraph.running(create_app, stack, monkeypatch, **own) as subgraph:
            yield subgraph


async def test_a_slow_payment_is_in_progress_and_then_done(
    orders: Subgraph, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is PENDING, never a guess; a retry while it runs waits and tells the same;
    afterwards the key answers with the confirmed order, and stock moved once."""
    monkeypatch.setattr(settling, "WAIT_SECONDS", 0.5)
    buyer = Buyer(orders, token_for(orders.stack, new_id("usr"), "orders:write"))
    product = await shelf.sell(available=10)
    wanted = order_input([product.id], paymentMethodToken="tok_slow_2")
    first = await buyer.place(wanted)
    meanwhile = await buyer.place(wanted)
    for payload in (first, meanwhile):
        assert (payload["order"]["status"], kinds(payload)) == ("PENDING", ["OrderInProgress"])
        assert payload["errors"][0]["retryAfterMs"] > 0
    await asyncio.sleep(2)
    done = await buyer.place(wanted)
    assert (done["order"]["status"], done["replayed"]) == ("CONFIRMED", True)
    assert done["order"]["id"] == first["order"]["id"]
    assert await shelf.count(product) == (9, 0)


async def test_a_dead_dependency_loses_nothing(
    cut_off: Subgraph, stack: Stack, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With products down the order is kept as PENDING; once it is back, the same key places it."""
    token = token_for(stack, new_id("usr"), "orders:write")
    product = await shelf.sell(available=10)
    wanted = order_input([product.id])
    waiting = await Buyer(cut_off, token).place(wanted)
    assert (waiting["order"]["status"], kinds(waiting)) == ("PENDING", ["OrderInProgress"])
    assert (waiting["order"]["total"], waiting["order"]["items"]) == (None, [])
    own = {"ORDERS_DATABASE_URL": os.environ["ORDERS_DATABASE_URL"]}
    async with Subgraph.running(create_app, stack, monkeypatch, **own) as restarted:
        done = await Buyer(restarted, token).place(wanted)
    assert (done["order"]["status"], done["replayed"]) == ("CONFIRMED", True)
    assert done["order"]["id"] == waiting["order"]["id"]
    assert await shelf.count(product) == (9, 0)


async def test_a_buyer_who_hangs_up_still_gets_the_order(orders: Subgraph, shelf: Shelf) -> None:
    """The order is driven on when the client is gone; its retry finds it settled."""
    buyer = Buyer(orders, token_for(orders.stack, new_id("usr"), "orders:write"))
    product = await shelf.sell(available=10)
    wanted = order_input([product.id], paymentMethodToken="tok_slow_1")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.4):
            await buyer.place(wanted)
    await asyncio.sleep(1.2)
    done = await buyer.place(wanted)
    assert (done["order"]["status"], done["replayed"]) == ("CONFIRMED", True)
    assert await shelf.count(product) == (9, 0)
