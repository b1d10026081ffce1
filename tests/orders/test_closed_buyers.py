"""A buyer who is closed never has another order, and nobody is closed with an order under way."""

import asyncio
import random
from collections.abc import Awaitable
from typing import Any

import pytest

from devstack.layout import ROOT
from subgraphs.common.ids import new_id, to_uuid
from subgraphs.orders.domain.order import BUYER_PREFIX
from subgraphs.orders.domain.state import State
from tests.orders.conftest import Shelf, Tables
from tests.orders.people import MUTATIONS, Person, a_buyer, accounts, event, kinds, post, staff
from tests.orders.test_carts import ADD, CHANGE, CLEAR, the_cart_ordered
from tests.shop import PLACE, Answer, Subgraph, new_key, order_input

CLOSE = "mutation ($id: ID!) { closeBuyer(userId: $id) { isClosed openOrders } }"
OVER = {State.DELIVERED, State.COMPLETED, State.CANCELLED, State.REJECTED}
CLOSED = {"isClosed": True, "openOrders": 0}


@pytest.fixture
def buyer(orders: Subgraph) -> Person:
    """Somebody who buys."""
    return a_buyer(orders)


async def close(buyer: Person) -> Any:
    """What `closeBuyer` says of this buyer."""
    answer = await accounts(buyer.orders).ask(CLOSE, {"id": buyer.id})
    return answer.data["closeBuyer"]


async def placing(buyer: Person, product_id: str, **changes: Any) -> Answer:
    """One `placeOrder`, whatever comes of it."""
    return await buyer.ask(PLACE, {"input": order_input([product_id], **changes)})


async def paying_again(buyer: Person, order_id: str, key: str = "") -> Answer:
    """One `retryPayment` with a card that works, whatever comes of it."""
    input = {
        "orderId": order_id,
        "paymentMethodToken": "tok_visa",
        "idempotencyKey": key or new_key(),
    }
    return await buyer.ask(MUTATIONS["retryPayment"], {"input": input})


async def later(chance: random.Random, call: Awaitable[Any]) -> Any:
    """What comes of a call that is made within a few milliseconds."""
    await asyncio.sleep(chance.uniform(0, 0.006))
    return await call


async def test_whoever_has_no_open_order_is_closed(buyer: Person, shelf: Shelf) -> None:
    """Before any order or after the last; said again, it is the same, and nothing is placed."""
    product = await shelf.sell(available=10)
    await buyer.place([product.id], paymentMethodToken="tok_declined")
    assert [await close(buyer), await close(buyer)] == [CLOSED, CLOSED]
    refused = await placing(buyer, product.id)
    assert (refused.partial, refused.codes) == (None, ["UNAUTHENTICATED"])
    assert refused.errors[0]["message"].startswith("This account is closed")
    assert await shelf.count(product) == (10, 0)


async def test_an_open_order_is_in_the_way(buyer: Person, shelf: Shelf) -> None:
    """Until it is cancelled; meanwhile the buyer buys on, and every open order counts."""
    first, second = [
        (await buyer.place([(await shelf.sell()).id]))["order"]["id"] for _ in range(2)
    ]
    assert await close(buyer) == {"isClosed": False, "openOrders": 2}
    await buyer.change("cancelOrder", first, reason="OTHER")
    assert await close(buyer) == {"isClosed": False, "openOrders": 1}
    await buyer.change("cancelOrder", second, reason="OTHER")
    assert await close(buyer) == CLOSED


@pytest.mark.parametrize("state", list(State), ids=lambda state: state.value)
async def test_each_state_is_open_or_over(
    buyer: Person, shelf: Shelf, tables: Tables, state: State
) -> None:
    """Over is what nobody has anything to do for any more; all else is in the way."""
    await buyer.place([(await shelf.sell()).id])
    await tables.change("update orders set state = :state", state=state.value)
    open_orders = 0 if state in OVER else 1
    assert await close(buyer) == {"isClosed": state in OVER, "openOrders": open_orders}


async def test_only_what_owns_accounts_closes_buyers(orders: Subgraph, buyer: Person) -> None:
    """Neither a guest nor the buyer nor staff, nor a service with another scope; and somebody who
    is no user cannot be closed. A token that says a word too many says nothing."""
    wanted = {"id": buyer.id}
    assert (await orders.ask(CLOSE, wanted)).codes == ["UNAUTHENTICATED"]
    for other in (buyer, staff(orders), accounts(orders, "internal:events")):
        assert (await other.ask(CLOSE, wanted)).codes == ["FORBIDDEN"]
    greedy = accounts(orders, "internal:accounts", "internal:saga")
    assert (await greedy.ask(CLOSE, wanted)).codes == ["UNAUTHENTICATED"]
    for id in (new_id("ord"), "usr_", "x\0"):
        assert (await accounts(orders).ask(CLOSE, {"id": id})).codes == ["BAD_USER_INPUT"]


def test_closing_is_not_in_the_api() -> None:
    """What clients see has neither the mutation nor its type."""
    api = (ROOT / "router" / "api.graphql").read_text()
    assert "placeOrder(" in api
    assert "closeBuyer" not in api
    assert "BuyerClosing" not in api


async def test_nothing_is_stored_of_a_refused_order(
    buyer: Person, shelf: Shelf, tables: Tables
) -> None:
    """Its key stays free: neither key nor order, event or timer."""
    product = await shelf.sell()
    await close(buyer)
    await placing(buyer, product.id)
    counted = """select (select count(*) from idempotency_keys), (select count(*) from orders),
                        (select count(*) from order_events), (select count(*) from outbox)"""
    assert await tables.one(counted) == (0, 0, 0, 0)


async def test_an_old_key_still_tells_what_came_of_it(
    buyer: Person, shelf: Shelf, tables: Tables
) -> None:
    """Also when its record is gone and only the order remembers the key."""
    wanted = order_input([(await shelf.sell()).id], paymentMethodToken="tok_declined")
    declined = (await buyer.ask(PLACE, {"input": wanted})).data["placeOrder"]
    key = new_key()
    again = {"paymentMethodToken": "tok_declined"}
    retried = await buyer.change("retryPayment", declined["order"]["id"], key, **again)
    await close(buyer)
    for _ in range(2):
        answer = await buyer.ask(PLACE, {"input": wanted})
        assert answer.data["placeOrder"] == {**declined, "replayed": True}
        await tables.change("delete from idempotency_keys where mutation = 'placeOrder'")
    told = await buyer.change("retryPayment", declined["order"]["id"], key, **again)
    assert told == {**retried, "replayed": True}


async def test_a_declined_order_is_not_paid_again(
    buyer: Person, shelf: Shelf, tables: Tables
) -> None:
    """`retryPayment` is refused, and the order stays as it was."""
    declined = await buyer.place([(await shelf.sell()).id], paymentMethodToken="tok_declined")
    await close(buyer)
    refused = await paying_again(buyer, declined["order"]["id"])
    assert (refused.partial, refused.codes) == (None, ["UNAUTHENTICATED"])
    assert await tables.one("select state, attempt from orders") == ("REJECTED", 1)
    assert await tables.one("select count(*) from idempotency_keys") == (1,)


async def test_a_closed_buyer_puts_nothing_aside(
    buyer: Person, shelf: Shelf, tables: Tables
) -> None:
    """No cart is made, changed or ordered, whatever was in it."""
    product = await shelf.sell()
    await close(buyer)
    for query, input in (
        (ADD, {"productId": product.id}),
        (CHANGE, {"cartItemId": new_id("cit"), "quantity": 1}),
        (CLEAR, None),
    ):
        answer = await buyer.ask(query, None if input is None else {"input": input})
        assert (answer.partial, answer.codes) == (None, ["UNAUTHENTICATED"])
    with pytest.raises(AssertionError, match="This account is closed"):
        await the_cart_ordered(buyer)
    assert await tables.one("select count(*) from carts") == (0,)


async def standing_still(buyer: Person, tables: Tables, seconds: float) -> None:
    """A placement whose process does not go on."""
    uuid = to_uuid(buyer.id, BUYER_PREFIX)
    assert uuid is not None
    key = int.from_bytes(uuid.bytes[8:], signed=True)
    await tables.hold("select pg_advisory_xact_lock_shared(:key)", seconds, key=key)


async def test_a_closing_waits_for_what_is_being_written(buyer: Person, tables: Tables) -> None:
    """It answers behind a writer that stands still for a moment, never beside it."""
    writer = asyncio.create_task(standing_still(buyer, tables, 0.4))
    await asyncio.sleep(0.2)
    closing = asyncio.create_task(close(buyer))
    done, _ = await asyncio.wait({writer, closing}, return_when=asyncio.FIRST_COMPLETED)
    assert done == {writer}
    assert await closing == CLOSED


async def test_a_closing_does_not_wait_for_ever(buyer: Person, tables: Tables) -> None:
    """A writer that stands still for long leaves it undecided, and it can be asked again; so can
    the event, which users tells again."""
    writer = asyncio.create_task(standing_still(buyer, tables, 3.5))
    await asyncio.sleep(0.2)
    answer, told = await asyncio.gather(
        accounts(buyer.orders).ask(CLOSE, {"id": buyer.id}),
        post(buyer.orders, event("deleted", buyer.id)),
    )
    assert (answer.codes, told.status_code) == (["DEPENDENCY_UNAVAILABLE"], 503)
    await writer
    assert await close(buyer) == CLOSED


async def test_no_order_comes_into_being_behind_a_closing(
    orders: Subgraph, shelf: Shelf, tables: Tables
) -> None:
    """Forty buyers who order and leave in the same moment: closed, or with orders; not both.

    An order that was placed is CONFIRMED or under way, so it is open whenever it is looked at.
    """
    product, chance = await shelf.sell(available=100_000), random.Random(7)  # noqa: S311
    closings = 0
    for _ in range(40):
        buyer = a_buyer(orders)
        *placed, closing = await asyncio.gather(
            *(later(chance, placing(buyer, product.id)) for _ in range(2)),
            later(chance, close(buyer)),
        )
        count = "select count(*) from orders where buyer_id = :id"
        (orders_now,) = await tables.one(count, id=to_uuid(buyer.id, BUYER_PREFIX))
        refused = [answer for answer in placed if answer.codes == ["UNAUTHENTICATED"]]
        assert orders_now == len(placed) - len(refused)
        assert closing["isClosed"] is (orders_now == 0), (closing, orders_now)
        assert closing["openOrders"] <= orders_now
        closings += closing["isClosed"]
    # A storm in which one side always wins proves nothing.
    assert 2 <= closings <= 38, closings


async def test_no_order_is_tried_again_behind_a_closing(
    orders: Subgraph, shelf: Shelf, tables: Tables
) -> None:
    """Twenty buyers who pay again and leave in the same moment: closed, or paid; not both."""
    product, chance = await shelf.sell(available=100_000), random.Random(8)  # noqa: S311
    closings = 0
    for _ in range(20):
        buyer = a_buyer(orders)
        declined = await buyer.place([product.id], paymentMethodToken="tok_declined")
        answer, closed = await asyncio.gather(
            later(chance, paying_again(buyer, declined["order"]["id"])), later(chance, close(buyer))
        )
        if closed["isClosed"]:
            assert answer.codes == ["UNAUTHENTICATED"]
        else:
            assert kinds(answer.data["retryPayment"]) == []
            assert answer.data["retryPayment"]["order"]["status"] == "CONFIRMED"
        closings += closed["isClosed"]
    assert 1 <= closings <= 19, closings
