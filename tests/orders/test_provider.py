"""A provider that errs, lies or repeats itself: nobody is charged twice, and lies are found."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from devstack.keys import secret
from subgraphs.common.settings import load
from subgraphs.orders.domain.order import OrderId
from subgraphs.orders.parts import Parts
from subgraphs.orders.service import Unsettled
from subgraphs.orders.settings import Settings
from tests.orders.conftest import Shelf
from tests.orders.people import Person, a_buyer, kinds, staff
from tests.shop import Subgraph, new_key


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


async def hear(orders: Subgraph, event: dict[str, Any], **forged: str) -> tuple[int, Any]:
    """Send a webhook as the provider would, or nearly so."""
    body = json.dumps(event).encode()
    key = forged.get("secret") or secret(orders.stack.layout, "webhook-secret")
    stamp = forged.get("stamp") or str(int(time.time()))
    code = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    response = await orders.http.post(
        "/webhooks/payments",
        content=body,
        headers={"payments-signature": forged.get("signature") or f"t={stamp},v1={code}"},
    )
    return response.status_code, response.json()


async def wake_ups(parts: Parts) -> list[str]:
    """The timers that make the worker look at an order."""
    async with parts.database.read() as connection:
        rows = await connection.execute(
            text("select timer_id from outbox where queue = 'wake-ups' order by id")
        )
        return [row.timer_id for row in rows]


async def drift_of(parts: Parts, id: str) -> list[str]:
    """What a reconciliation says of one order; other tests' orders are strangers to it."""
    return [each.said for each in await parts.reconciliation.drift() if each.order_id == id]


async def test_an_error_behind_the_effect_charges_once(buyer: Person, shelf: Shelf) -> None:
    """The provider answers 500 and has the money: the retry under the same key finds it."""
    payload = await buyer.place([(await shelf.sell()).id], paymentMethodToken="tok_500_after")
    assert (payload["errors"], payload["order"]["status"]) == ([], "CONFIRMED")


async def test_a_settled_order_agrees_with_stock_and_provider(
    orders: Subgraph, buyer: Person, shelf: Shelf, parts: Parts
) -> None:
    """Whatever became of it: confirmed, declined, cancelled, shipped, given back in part."""
    clerk, product = staff(orders), await shelf.sell(available=10)
    placed = [await buyer.place([product.id]) for _ in range(3)]
    placed.append(await buyer.place([product.id], paymentMethodToken="tok_declined"))
    ids = [each["order"]["id"] for each in placed]
    await buyer.change("cancelOrder", ids[1], reason="OTHER")
    await clerk.change("shipOrder", ids[2], carrier="DHL")
    await clerk.change("refundOrder", ids[2], amount={"amount": "1.00", "currency": "EUR"})
    await buyer.change("retryPayment", ids[3], paymentMethodToken="tok_visa")
    for id in ids:
        assert await drift_of(parts, id) == []


async def test_a_lie_is_found_by_reconciling(buyer: Person, shelf: Shelf, parts: Parts) -> None:
    """The provider said that it holds the money, and holds none: nobody is charged twice for it,
    and the difference is told with the order and the amount."""
    payload = await buyer.place([(await shelf.sell()).id], paymentMethodToken="tok_lies")
    id = payload["order"]["id"]
    assert payload["order"]["status"] == "CONFIRMED"
    (said,) = await drift_of(parts, id)
    assert "holds 0" in said
    assert "13.90" in said


async def test_stock_that_differs_is_found_by_reconciling(
    buyer: Person, shelf: Shelf, parts: Parts, orders: Subgraph
) -> None:
    """An order that is written down as something else than its stock and its money."""
    id = (await buyer.place([(await shelf.sell()).id]))["order"]["id"]
    async with parts.database.transaction() as connection:
        await connection.execute(text("update orders set state = 'REJECTED'"))
    said = await drift_of(parts, id)
    assert any("its stock" in each and "COMMITTED" in each for each in said)
    assert any("holds 13.90" in each for each in said)


async def test_a_webhook_wakes_the_worker_once(
    buyer: Person, shelf: Shelf, parts: Parts, orders: Subgraph
) -> None:
    """Duplicates count once; one about an order that is settled or driven, or about none, wakes
    nobody."""
    id = (await buyer.place([(await shelf.sell()).id]))["order"]["id"]
    event = {"id": new_key(), "key": f"{id}:authorize:1"}
    assert await hear(orders, event) == (200, {"woken": False})
    async with parts.database.transaction() as connection:
        await connection.execute(text("update orders set state = 'CANCELLING'"))
    told = [await hear(orders, event) for _ in range(3)]
    assert told == [(200, {"woken": True}), (200, {"woken": False}), (200, {"woken": False})]
    assert await wake_ups(parts) == [f"notice:{event['id']}"]
    driven = {"id": new_key(), "key": f"{id}:authorize:1"}
    assert await parts.transitions.take(OrderId(id)) is not None
    assert await hear(orders, driven) == (200, {"woken": False})
    await parts.transitions.let_go(OrderId(id))
    await parts.upkeep.go_on(OrderId(id))
    unknown = {"id": new_key(), "key": "ord_01m7z18gp9eqda1e2abcxh4kq5:authorize:1"}
    assert await hear(orders, unknown) == (200, {"woken": False})
    assert len(await wake_ups(parts)) == 1


@pytest.mark.parametrize(
    "forged",
    [{"secret": "guessed"}, {"stamp": "1"}, {"signature": "t=1,v1=0"}, {"signature": "x"}],
)
async def test_a_forged_webhook_is_refused(orders: Subgraph, forged: dict[str, str]) -> None:
    """Without the secret, or with an old signature, nothing is heard."""
    status, body = await hear(orders, {"id": "evt", "key": "ord"}, **forged)
    assert (status, "signature" in body["error"]) == (403, True)


async def test_an_order_that_waits_too_long_is_given_up(
    buyer: Person, shelf: Shelf, parts: Parts
) -> None:
    """Behind twenty hours no provider may be asked for money any more: what may have been held is
    let go, the stock is given back, and the key tells so for ever."""
    product = await shelf.sell(available=10)
    wanted = {"idempotencyKey": new_key()}
    id = (await buyer.place([product.id], **wanted))["order"]["id"]
    async with parts.database.transaction() as connection:
        await connection.execute(
            text("update orders set state = 'RESERVED', attempted_at = now() - interval '21 hours'")
        )
        await connection.execute(text("delete from payments"))
    await parts.upkeep.go_on(OrderId(id))
    payload = await buyer.place([product.id], **wanted)
    assert (payload["order"]["status"], kinds(payload)) == ("REJECTED", ["PlacementTimedOut"])
    assert [each async for each in _account(parts, id)] == ["voided"]


async def _account(parts: Parts, id: str) -> AsyncIterator[str]:
    found = await parts.upkeep._payments.look_up(f"{id}:authorize:1")
    assert found is not None
    yield "voided" if found.is_voided else "held"


async def test_an_order_nothing_moves_for_a_day_needs_attention(
    buyer: Person, shelf: Shelf, parts: Parts, orders: Subgraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is marked once, told in its timeline, and tried once a day from then on."""
    id = (await buyer.place([(await shelf.sell()).id]))["order"]["id"]
    async with parts.database.transaction() as connection:
        await connection.execute(
            text("update orders set state = 'CANCELLING', updated_at = now() - interval '21 hours'")
        )
    monkeypatch.setenv("ORDERS_PAYMENTS_URL", "http://127.0.0.1:9")
    cut_off = Parts(load(Settings))
    for delay in (1, 86_400):
        with pytest.raises(Unsettled) as error:
            await cut_off.upkeep.go_on(OrderId(id))
        assert error.value.delay.total_seconds() == delay
    await cut_off.close()
    query = "query ($id: ID!) { order(id: $id) { status timeline { nodes { type } } } }"
    order = (await buyer.ask(query, {"id": id})).data["order"]
    assert [each["type"] for each in order["timeline"]["nodes"]].count("NEEDS_ATTENTION") == 1
    await parts.upkeep.go_on(OrderId(id))
    order = (await buyer.ask(query, {"id": id})).data["order"]
    assert order["status"] == "CANCELLED"


async def test_old_keys_are_forgotten_and_orders_are_not(
    buyer: Person, shelf: Shelf, parts: Parts
) -> None:
    """Behind 72 hours the record of a key goes, unless its order is under way; the order still
    answers to its key, with the same outcome, and to another input as before."""
    product = await shelf.sell(available=10)
    wanted = {"idempotencyKey": new_key()}
    placed = await buyer.place([product.id], **wanted)
    age = text("update idempotency_keys set created_at = now() - interval '73 hours'")
    under_way = text("update orders set state = 'AUTHORIZED'")
    for statement, forgotten in (
        (under_way, 0),
        (text("update orders set state = 'CONFIRMED'"), 1),
    ):
        async with parts.database.transaction() as connection:
            await connection.execute(age)
            await connection.execute(statement)
        assert await parts.relays.forget() == forgotten
    answers = await asyncio.gather(*(buyer.place([product.id], **wanted) for _ in range(5)))
    assert {each["order"]["id"] for each in answers} == {placed["order"]["id"]}
    assert all(each["replayed"] for each in answers)
    other = await buyer.place([product.id], **wanted, note="another")
    assert kinds(other) == ["IdempotencyKeyReused"]
    assert await shelf.count(product) == (9, 0)
