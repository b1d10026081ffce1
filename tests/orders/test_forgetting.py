"""A deleted person is forgotten: what was bought and paid stays, who it was does not."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from devstack.client import ADDRESS
from subgraphs.common.settings import load
from subgraphs.orders.parts import Parts
from subgraphs.orders.settings import Settings
from tests.orders.conftest import Shelf, Tables
from tests.orders.people import Person, a_buyer, staff, tell
from tests.orders.test_carts import add, the_cart_ordered
from tests.orders.test_closed_buyers import placing
from tests.shop import Subgraph

HOME = {**ADDRESS, "name": "Grace Hopper", "line1": "7 Compiler Lane", "line2": "flat 4"}
HOME = {**HOME, "city": "Arlington", "region": "VA", "postalCode": "22201", "countryCode": "US"}
TRACES = ("Hopper", "Compiler", "flat 4", "Arlington", "22201", "ring twice", "tok_visa")
ALL_OF_IT = """query ($id: ID!) { order(id: $id) { id number status note total { amount }
  shippingAddress { name line1 line2 city region postalCode countryCode }
  items { productName quantity } payment { status methodLabel refunds { reason amount { amount } } }
  shipment { carrier trackingNumber } timeline { nodes { type note actor } } } }"""


@pytest.fixture
def buyer(orders: Subgraph) -> Person:
    """Somebody who buys."""
    return a_buyer(orders)


@pytest.fixture
async def parts(orders: Subgraph) -> AsyncIterator[Parts]:
    """What the worker is made of, over the same database."""
    made = Parts(load(Settings))
    yield made
    await made.close()


async def placed(buyer: Person, shelf: Shelf, **changes: Any) -> str:
    """The id of an order to Grace's home."""
    given = {"shippingAddress": HOME, "note": "ring twice", **changes}
    payload = await buyer.place([(await shelf.sell()).id], **given)
    return str(payload["order"]["id"])


async def test_a_deleted_person_is_in_no_order_any_more(
    orders: Subgraph, buyer: Person, shelf: Shelf, tables: Tables
) -> None:
    """Neither in a field nor in a table: not in address, note, reason, outcome or event. What was
    bought and paid stays, and the country, because the tax depends on it."""
    clerk = staff(orders)
    kept, cancelled = await placed(buyer, shelf), await placed(buyer, shelf)
    await placed(buyer, shelf, paymentMethodToken="tok_declined")
    await buyer.change("cancelOrder", cancelled, reason="OTHER", note="Hopper moved")
    await clerk.change("shipOrder", kept, carrier="DHL", trackingNumber="1Z")
    await clerk.deliver(kept)
    part = {"amount": "1.00", "currency": "EUR"}
    await clerk.change("refundOrder", kept, amount=part, reason="for Hopper")
    before = (await clerk.ask(ALL_OF_IT, {"id": kept})).data["order"]
    assert "orders" in await tables.holding("Hopper")
    await tell(orders, "deleted", buyer.id)
    after = (await clerk.ask(ALL_OF_IT, {"id": kept})).data["order"]
    for trace in TRACES:
        assert trace not in json.dumps(after)
        assert await tables.holding(trace) == []
    gone = dict.fromkeys(("name", "line1", "city", "postalCode"), "(deleted)")
    nowhere = {**gone, "line2": None, "region": None, "countryCode": "US"}
    assert after["shippingAddress"] == nowhere
    for entry in (*before["timeline"]["nodes"], *after["timeline"]["nodes"]):
        entry["note"] = None
    for refund in before["payment"]["refunds"]:
        refund["reason"] = None
    assert after == {**before, "note": None, "shippingAddress": nowhere}


async def test_a_deletion_closes_the_buyer_though_nobody_asked_before(
    orders: Subgraph, buyer: Person, shelf: Shelf, tables: Tables
) -> None:
    """No order, no other try, no cart."""
    await add(buyer, (await shelf.sell()).id)
    await tell(orders, "deleted", buyer.id)
    assert (await placing(buyer, (await shelf.sell()).id)).codes == ["UNAUTHENTICATED"]
    with pytest.raises(AssertionError, match="This account is closed"):
        await the_cart_ordered(buyer)
    assert await tables.one("select count(*) from carts") == (0,)
    assert await tables.one("select count(*) from cart_items") == (0,)


async def test_nobody_else_is_forgotten(orders: Subgraph, buyer: Person, shelf: Shelf) -> None:
    """Another buyer's orders, open and over, cart and right to order are what they were."""
    other, product = a_buyer(orders), await shelf.sell()
    await placed(buyer, shelf, paymentMethodToken="tok_declined")
    ids = [await placed(other, shelf), await placed(other, shelf)]
    await other.change("cancelOrder", ids[0], reason="OTHER", note="my own words")
    await add(other, product.id)
    before = [(await other.ask(ALL_OF_IT, {"id": id})).data for id in ids]
    await tell(orders, "deleted", buyer.id)
    assert [(await other.ask(ALL_OF_IT, {"id": id})).data for id in ids] == before
    assert (await the_cart_ordered(other))["order"]["status"] == "CONFIRMED"


async def test_an_open_order_keeps_its_address_until_it_is_over(
    orders: Subgraph, buyer: Person, shelf: Shelf, tables: Tables, parts: Parts
) -> None:
    """A deletion that came although something was under way: the parcel still arrives, and the
    worker forgets the rest; what is over is forgotten at once."""
    clerk, id = staff(orders), await placed(buyer, shelf)
    over = await placed(buyer, shelf, paymentMethodToken="tok_declined", note="over, Lovelace")
    await tell(orders, "deleted", buyer.id)
    assert await tables.holding("Lovelace") == []
    assert await parts.buyers.forget_rest() == 0
    shown = (await clerk.ask(ALL_OF_IT, {"id": id})).data["order"]
    assert shown["shippingAddress"]["line1"] == "7 Compiler Lane"
    assert (await clerk.change("shipOrder", id, carrier="DHL"))["order"]["status"] == "SHIPPED"
    await clerk.deliver(id)
    assert [await parts.buyers.forget_rest() for _ in range(2)] == [1, 0]
    for trace in TRACES:
        assert await tables.holding(trace) == []
    assert (await clerk.ask(ALL_OF_IT, {"id": over})).data["order"]["status"] == "REJECTED"
