"""What becomes of an order after it was placed: every step happens once, and in its turn."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from subgraphs.common.settings import load
from subgraphs.orders.domain.order import OrderId
from subgraphs.orders.parts import Parts
from subgraphs.orders.service import Unsettled
from subgraphs.orders.settings import Settings
from tests.orders.conftest import Shelf
from tests.orders.people import Person, a_buyer, kinds, staff, told
from tests.shop import Subgraph, new_key


@pytest.fixture
def buyer(orders: Subgraph) -> Person:
    """Somebody who buys."""
    return a_buyer(orders)


@pytest.fixture
def clerk(orders: Subgraph) -> Person:
    """Somebody who works here."""
    return staff(orders)


@pytest.fixture
async def parts(orders: Subgraph) -> AsyncIterator[Parts]:
    """What the worker is made of, over the same database."""
    made = Parts(load(Settings))
    yield made
    await made.close()


async def placed(buyer: Person, shelf: Shelf, **changes: object) -> str:
    """The id of a confirmed order of one piece."""
    product = await shelf.sell(available=10)
    payload = await buyer.place([product.id], **changes)
    assert payload["order"]["status"] == "CONFIRMED"
    return str(payload["order"]["id"])


async def test_cancelling_lets_the_money_go_and_sells_the_pieces_again(
    buyer: Person, shelf: Shelf
) -> None:
    """Before it is shipped, by its buyer; the retry is told the same and moves nothing."""
    product = await shelf.sell(available=10)
    id = (await buyer.place([product.id]))["order"]["id"]
    key = new_key()
    cancelled = await buyer.change("cancelOrder", id, key, reason="TOO_SLOW", note="sorry")
    assert (cancelled["errors"], cancelled["order"]["status"]) == ([], "CANCELLED")
    assert cancelled["order"]["cancelReason"] == "TOO_SLOW"
    assert cancelled["order"]["payment"]["status"] == "VOIDED"
    assert told(cancelled)[-2:] == ["CANCELLING", "CANCELLED"]
    assert await shelf.count(product) == (10, 0)
    again = await buyer.change("cancelOrder", id, key, reason="TOO_SLOW", note="sorry")
    assert again == {**cancelled, "replayed": True}
    other = await buyer.change("cancelOrder", id, key, reason="OTHER")
    assert (other["order"], kinds(other)) == (None, ["IdempotencyKeyReused"])
    assert await shelf.count(product) == (10, 0)


async def test_ten_cancellations_at_once_are_one(buyer: Person, shelf: Shelf) -> None:
    """One key from everywhere: one cancellation, nine replays; another key comes too late."""
    product = await shelf.sell(available=10)
    id = (await buyer.place([product.id]))["order"]["id"]
    key = new_key()
    payloads = await asyncio.gather(
        *(buyer.change("cancelOrder", id, key, reason="OTHER") for _ in range(10))
    )
    assert {payload["order"]["status"] for payload in payloads} == {"CANCELLED"}
    assert sorted(payload["replayed"] for payload in payloads) == [False] + [True] * 9
    late = await buyer.change("cancelOrder", id, reason="OTHER")
    assert kinds(late) == ["IllegalTransition"]
    assert (late["errors"][0]["from"], late["errors"][0]["attempted"]) == ("CANCELLED", "CANCEL")
    assert await shelf.count(product) == (10, 0)


async def test_shipping_charges_what_was_held(buyer: Person, clerk: Person, shelf: Shelf) -> None:
    """The parcel leaves when the money is there; a retry charges nothing."""
    id = await placed(buyer, shelf)
    key = new_key()
    parcel = {"carrier": "DHL", "trackingNumber": "00340 1"}
    shipped = await clerk.change("shipOrder", id, key, **parcel)
    order = shipped["order"]
    assert (order["status"], order["payment"]["status"]) == ("SHIPPED", "CAPTURED")
    assert order["shipment"]["trackingUrl"].endswith("=00340%201")
    assert told(shipped)[-2:] == ["SHIPPING", "SHIPPED"]
    assert order["timeline"]["nodes"][-2]["actor"] == clerk.id
    again = await clerk.change("shipOrder", id, key, **parcel)
    assert again == {**shipped, "replayed": True}
    late = await buyer.change("cancelOrder", id, reason="OTHER")
    assert kinds(late) == ["IllegalTransition"]


async def test_a_parcel_whose_money_is_gone_does_not_leave(
    buyer: Person, clerk: Person, shelf: Shelf
) -> None:
    """When the provider no longer holds it, the order is cancelled and the clerk is told."""
    product = await shelf.sell(available=10)
    placed = await buyer.place([product.id], paymentMethodToken="tok_lapses")
    shipped = await clerk.change("shipOrder", placed["order"]["id"], carrier="DHL")
    assert shipped["errors"][0]["code"] == "PAYMENT_LAPSED"
    order = shipped["order"]
    assert (order["status"], order["cancelReason"]) == ("CANCELLED", "PAYMENT_LAPSED")
    assert order["shipment"] is None
    assert await shelf.count(product) == (10, 0)


async def test_a_delivered_order_is_completed_by_the_worker(
    buyer: Person, clerk: Person, shelf: Shelf, parts: Parts
) -> None:
    """Delivering sets one timer for two weeks; what the timer does, it does once."""
    id = await placed(buyer, shelf)
    assert kinds(await clerk.deliver(id)) == ["IllegalTransition"]
    await clerk.change("shipOrder", id, carrier="DHL")
    key = new_key()
    delivered = await clerk.deliver(id, key)
    assert delivered["order"]["status"] == "DELIVERED"
    assert delivered["order"]["shipment"]["deliveredAt"] is not None
    assert (await clerk.deliver(id, key))["replayed"] is True
    (timer,) = await timers(parts)
    assert timedelta(days=13, hours=23) < timer < timedelta(days=14, seconds=1)
    await asyncio.gather(*(complete(parts, id) for _ in range(3)))
    answer = await buyer.ask("query ($id: ID!) { order(id: $id) { status } }", {"id": id})
    assert answer.data["order"]["status"] == "COMPLETED"


async def complete(parts: Parts, id: str) -> None:
    """What the timer does; one that comes at the same time as another may have to try again."""
    for _ in range(3):
        try:
            await parts.upkeep.complete(OrderId(id))
        except Unsettled:
            continue
        return


async def timers(parts: Parts) -> list[timedelta]:
    """How far away the timers that complete orders are."""
    async with parts.database.read() as connection:
        rows = await connection.execute(
            text("select next_attempt_at - now() as away from outbox where queue = 'completions'")
        )
        return [row.away for row in rows]


async def test_money_is_given_back_in_parts_and_never_twice(
    buyer: Person, clerk: Person, shelf: Shelf
) -> None:
    """Part, the rest, and then nothing is left; more than was paid is refused."""
    id = await placed(buyer, shelf)
    early = await clerk.change("refundOrder", id)
    assert kinds(early) == ["IllegalTransition"]
    await clerk.change("shipOrder", id, carrier="DHL")
    key, part = new_key(), {"amount": "4.00", "currency": "EUR"}
    some = await clerk.change("refundOrder", id, key, amount=part, reason="scratched")
    assert some["refund"] == {
        "status": "SUCCEEDED",
        "amount": {"amount": "4.00"},
        "reason": "scratched",
    }
    assert some["order"]["payment"]["status"] == "CAPTURED"
    again = await clerk.change("refundOrder", id, key, amount=part, reason="scratched")
    assert again == {**some, "replayed": True}
    much = await clerk.change("refundOrder", id, amount={"amount": "10.00", "currency": "EUR"})
    assert kinds(much) == ["RefundTooLarge"]
    assert much["errors"][0]["refundable"] == {"amount": "9.90"}
    rest = await clerk.change("refundOrder", id)
    assert rest["refund"]["amount"] == {"amount": "9.90"}
    assert rest["order"]["payment"]["status"] == "REFUNDED"
    assert len(rest["order"]["payment"]["refunds"]) == 2
    assert kinds(await clerk.change("refundOrder", id)) == ["IllegalTransition"]


async def test_two_refunds_at_once_give_back_no_more_than_was_paid(
    buyer: Person, clerk: Person, shelf: Shelf
) -> None:
    """Two clerks, all that is left each: one gives it back, the other is told that it is done or
    under way."""
    id = await placed(buyer, shelf)
    await clerk.change("shipOrder", id, carrier="DHL")
    payloads = await asyncio.gather(
        clerk.change("refundOrder", id), clerk.change("refundOrder", id)
    )
    given = [each["refund"] for each in payloads if each["refund"]]
    assert [each["amount"]["amount"] for each in given] == ["13.90"]


async def test_a_declined_order_is_placed_with_another_card(buyer: Person, shelf: Shelf) -> None:
    """The same order, new stock and a new payment; the first key stays declined for ever."""
    product = await shelf.sell(available=10)
    first = new_key()
    declined = {"paymentMethodToken": "tok_declined", "idempotencyKey": first}
    refused = await buyer.place([product.id], **declined)
    id = refused["order"]["id"]
    key = new_key()
    retried = await buyer.change("retryPayment", id, key, paymentMethodToken="tok_visa")
    assert (retried["errors"], retried["order"]["status"]) == ([], "CONFIRMED")
    assert retried["order"]["payment"]["status"] == "AUTHORIZED"
    assert await shelf.count(product) == (9, 0)
    assert told(retried).count("REJECTED") == told(retried).count("CONFIRMED") == 1
    again = await buyer.change("retryPayment", id, key, paymentMethodToken="tok_visa")
    assert again == {**retried, "replayed": True}
    replay = await buyer.place([product.id], **declined)
    assert (kinds(replay), replay["replayed"]) == (["PaymentDeclined"], True)
    assert replay["order"]["status"] == "CONFIRMED"
    assert await shelf.count(product) == (9, 0)


async def test_a_retry_may_be_declined_too(buyer: Person, shelf: Shelf) -> None:
    """Each try has its own outcome, told again to its own key; a hopeless card ends it."""
    product = await shelf.sell(available=10)
    refused = await buyer.place([product.id], paymentMethodToken="tok_declined")
    assert refused["order"] is not None
    id, key = refused["order"]["id"], new_key()
    second = await buyer.change("retryPayment", id, key, paymentMethodToken="tok_stolen")
    assert kinds(second) == ["PaymentDeclined"]
    assert second["order"]["allowedActions"] == []
    replay = await buyer.change("retryPayment", id, key, paymentMethodToken="tok_stolen")
    assert (kinds(replay), replay["replayed"]) == (["PaymentDeclined"], True)
    third = await buyer.change("retryPayment", id, paymentMethodToken="tok_visa")
    assert kinds(third) == ["IllegalTransition"]
    assert await shelf.count(product) == (10, 0)


async def test_everybody_sees_what_they_may_do(
    orders: Subgraph, buyer: Person, clerk: Person, shelf: Shelf
) -> None:
    """The buyer may cancel, staff may ship and then refund; nobody what is not their business."""
    id = await placed(buyer, shelf)
    query = "query ($id: ID!) { order(id: $id) { allowedActions } }"

    async def allowed(person: Person) -> list[str]:
        answer = await person.ask(query, {"id": id})
        return list(answer.data["order"]["allowedActions"])

    assert await allowed(buyer) == ["CANCEL"]
    assert await allowed(clerk) == ["SHIP"]
    assert await allowed(staff(orders, "orders:read:any")) == []
    await clerk.change("shipOrder", id, carrier="DHL")
    assert await allowed(buyer) == []
    assert await allowed(clerk) == ["MARK_DELIVERED", "REFUND"]


async def test_nobody_changes_what_is_not_theirs(
    orders: Subgraph, buyer: Person, shelf: Shelf
) -> None:
    """Another's order and no order are the same answer; what needs a scope says so."""
    id = await placed(buyer, shelf)
    other = a_buyer(orders)
    for wrong in (id, "ord_01m7z18gp9eqda1e2abcxh4kq5", "nonsense", "nul\0"):
        payload = await other.change("cancelOrder", wrong, reason="OTHER")
        assert (payload["order"], kinds(payload)) == (None, ["OrderNotFound"])
    given = {"orderId": id, "carrier": "DHL", "idempotencyKey": new_key()}
    ship = "mutation ($input: ShipOrderInput!) { shipOrder(input: $input) { replayed } }"
    assert (await buyer.ask(ship, {"input": given})).codes == ["FORBIDDEN"]


@pytest.mark.parametrize(
    ("mutation", "input", "path"),
    [
        ("shipOrder", {"carrier": ""}, "carrier"),
        ("shipOrder", {"carrier": "x" * 201}, "carrier"),
        ("shipOrder", {"carrier": "DHL", "trackingNumber": "nul\0"}, "trackingNumber"),
        ("refundOrder", {"amount": {"amount": "0.00", "currency": "EUR"}}, "amount"),
        ("refundOrder", {"reason": ""}, "reason"),
    ],
)
async def test_what_cannot_be_is_told_and_leaves_the_key_free(
    buyer: Person, clerk: Person, shelf: Shelf, mutation: str, input: dict[str, object], path: str
) -> None:
    """The error says where; the same key then does what is right."""
    id, key = await placed(buyer, shelf), new_key()
    wrong = await clerk.change(mutation, id, key, **input)
    assert (kinds(wrong), wrong["errors"][0]["path"]) == (["InvalidInput"], ["input", path])
    right = await clerk.change("shipOrder", id, key, carrier="DHL")
    assert (right["errors"], right["replayed"]) == ([], False)
