"""Placing an order happens at most once per buyer and key."""

import asyncio
import os
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from subgraphs.common.ids import new_id
from subgraphs.common.money import Money
from subgraphs.common.postgres import Database
from tests.orders.conftest import Shelf
from tests.orders.people import kinds
from tests.shop import PLACE, Answer, Subgraph, new_key, order_input, token_for


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody with a token, buying from the orders subgraph in this process."""

    orders: Subgraph
    token: str

    async def place(self, input: dict[str, Any], query: str = PLACE) -> Any:
        """The payload of one `placeOrder`."""
        return (await self.ask(query, {"input": input})).data["placeOrder"]

    async def ask(self, query: str, variables: dict[str, Any]) -> Answer:
        """One operation."""
        return await self.orders.ask(query, variables, token=self.token)


def a_buyer(orders: Subgraph) -> Buyer:
    """Somebody new."""
    return Buyer(orders, token_for(orders.stack, new_id("usr"), "orders:write"))


@pytest.fixture
def buyer(orders: Subgraph) -> Buyer:
    """Somebody who buys."""
    return a_buyer(orders)


async def test_a_placed_order_has_its_lines_at_their_price(buyer: Buyer, shelf: Shelf) -> None:
    """Confirmed, priced by the catalogue and the shipping table, paid, and its stock sold."""
    product = await shelf.sell(price=Money(amount=Decimal("12.34")))
    wanted = order_input([], items=[{"productId": product.id, "quantity": 3}])
    payload = await buyer.place(wanted)
    assert payload["errors"] == []
    order = payload["order"]
    assert (order["status"], order["total"]["amount"]) == ("CONFIRMED", "40.92")
    assert order["items"] == [
        {"productName": "Thing", "quantity": 3, "unitPrice": {"amount": "12.34"}}
    ]
    assert order["payment"]["status"] == "AUTHORIZED"
    assert await shelf.count(product) == (7, 0)


async def test_twenty_concurrent_tries_make_one_order(buyer: Buyer, shelf: Shelf) -> None:
    """One key, twenty requests at once: one order, one stock movement, nineteen replays."""
    product = await shelf.sell(available=10)
    wanted = order_input([product.id])
    payloads = await asyncio.gather(*(buyer.place(wanted) for _ in range(20)))
    assert len({payload["order"]["id"] for payload in payloads}) == 1
    assert {payload["order"]["status"] for payload in payloads} == {"CONFIRMED"}
    assert sorted(payload["replayed"] for payload in payloads) == [False] + [True] * 19
    assert await shelf.count(product) == (9, 0)


async def test_a_replay_may_select_other_fields(buyer: Buyer, shelf: Shelf) -> None:
    """The outcome is stored, not the answer: fields are read live."""
    wanted = order_input([(await shelf.sell()).id])
    placed = await buyer.place(wanted)
    other = """mutation ($input: PlaceOrderInput!) {
      placeOrder(input: $input) { replayed order { id shippingAddress { city } } } }"""
    again = await buyer.place(wanted, query=other)
    assert again["replayed"] is True
    assert again["order"] == {"id": placed["order"]["id"], "shippingAddress": {"city": "Bremen"}}


async def test_a_key_with_another_input_is_refused(buyer: Buyer, shelf: Shelf) -> None:
    """The second order does not happen, and the first is not shown."""
    product = await shelf.sell(available=10)
    wanted = order_input([product.id])
    await buyer.place(wanted)
    for change in ({"note": "ring twice"}, {"paymentMethodToken": "tok_slow_0"}):
        payload = await buyer.place({**wanted, **change})
        assert (payload["order"], kinds(payload)) == (None, ["IdempotencyKeyReused"])
    assert await shelf.count(product) == (9, 0)


async def test_the_spelling_of_an_input_does_not_count(buyer: Buyer, shelf: Shelf) -> None:
    """Literals or variables, fields in any order, a default written out: the same intention."""
    product = await shelf.sell()
    wanted = order_input([product.id])
    placed = await buyer.place(wanted)
    backwards = {**dict(reversed(wanted.items())), "note": None, "expectedTotal": None}
    assert (await buyer.place(backwards))["replayed"] is True
    literal = f"""mutation {{ placeOrder(input: {{
      paymentMethodToken: "tok_visa", idempotencyKey: "{wanted["idempotencyKey"]}",
      shippingAddress: {{ countryCode: "DE", postalCode: "28195", city: "Bremen",
                          line1: "1 Harbour Street", name: "Ada" }},
      items: [{{ quantity: 1, productId: "{product.id}" }}] }}) {{ replayed order {{ id }} }} }}"""
    again = (await buyer.ask(literal, {})).data["placeOrder"]
    assert again == {"replayed": True, "order": {"id": placed["order"]["id"]}}


async def test_two_buyers_may_use_one_key(orders: Subgraph, shelf: Shelf) -> None:
    """A key is its buyer's own; nobody reads an order by guessing a key."""
    wanted = order_input([(await shelf.sell()).id])
    first, second = await a_buyer(orders).place(wanted), await a_buyer(orders).place(wanted)
    assert first["order"]["id"] != second["order"]["id"]
    assert (first["replayed"], second["replayed"]) == (False, False)


async def test_two_aliases_in_one_document_make_one_order(buyer: Buyer, shelf: Shelf) -> None:
    """The same mutation written twice is a retry of itself."""
    product = await shelf.sell(available=10)
    query = """mutation ($input: PlaceOrderInput!) {
      a: placeOrder(input: $input) { replayed order { id } }
      b: placeOrder(input: $input) { replayed order { id } } }"""
    data = (await buyer.ask(query, {"input": order_input([product.id])})).data
    assert data["a"]["order"] == data["b"]["order"]
    assert (data["a"]["replayed"], data["b"]["replayed"]) == (False, True)
    assert await shelf.count(product) == (9, 0)


async def test_a_decline_returns_the_stock_and_stays(buyer: Buyer, shelf: Shelf) -> None:
    """The order is rejected, its pieces are for sale again, and a retry is declined alike."""
    product = await shelf.sell(available=10)
    wanted = order_input([product.id], paymentMethodToken="tok_declined")
    payload = await buyer.place(wanted)
    assert (payload["order"]["status"], kinds(payload)) == ("REJECTED", ["PaymentDeclined"])
    assert payload["order"]["rejection"] == "PAYMENT_DECLINED"
    assert payload["errors"][0]["retryable"] is True
    assert await buyer.place(wanted) == {**payload, "replayed": True}
    assert await shelf.count(product) == (10, 0)


async def test_a_shortage_is_told_and_stays(buyer: Buyer, shelf: Shelf) -> None:
    """Too few pieces reject the whole order, and restocking does not change a key's outcome."""
    plenty, scarce = await shelf.sell(available=10), await shelf.sell(available=0)
    wanted = order_input([plenty.id, scarce.id])
    payload = await buyer.place(wanted)
    assert (payload["order"]["status"], kinds(payload)) == ("REJECTED", ["InsufficientStock"])
    assert (payload["errors"][0]["requested"], payload["errors"][0]["available"]) == (1, 0)
    assert await buyer.place(wanted) == {**payload, "replayed": True}
    assert await shelf.count(plenty) == (10, 0)


async def test_another_price_than_the_buyer_saw_charges_nothing(buyer: Buyer, shelf: Shelf) -> None:
    """`expectedTotal` can only refuse; the right one goes through."""
    product = await shelf.sell(available=10)
    seen = {"amount": "9.99", "currency": "EUR"}
    payload = await buyer.place(order_input([product.id], expectedTotal=seen))
    assert kinds(payload) == ["PriceChanged"]
    assert payload["errors"][0]["actual"] == {"amount": "13.90"}
    assert payload["order"]["payment"] is None
    assert await shelf.count(product) == (10, 0)
    right = {"amount": "13.90", "currency": "EUR"}
    placed = await buyer.place(order_input([product.id], expectedTotal=right))
    assert placed["order"]["status"] == "CONFIRMED"


async def test_an_unknown_product_rejects_the_order(buyer: Buyer) -> None:
    """The error names it; the order has no lines and no total, because nothing was priced."""
    payload = await buyer.place(order_input([new_id("prd")]))
    assert kinds(payload) == ["ProductUnavailable"]
    assert (payload["order"]["items"], payload["order"]["total"]) == ([], None)


LINE = {"productId": "prd_01kekepp00f8a96ny25730tc5v", "quantity": 1}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"items": []}, ["items"]),
        ({"items": [LINE] * 2}, ["items"]),
        ({"items": [{**LINE, "quantity": 0}]}, ["items", "0", "quantity"]),
        ({"items": [{**LINE, "quantity": 101}]}, ["items", "0", "quantity"]),
        ({"items": [{**LINE, "productId": "x\0"}]}, ["items", "0", "productId"]),
        ({"paymentMethodToken": ""}, ["paymentMethodToken"]),
        ({"note": ""}, ["note"]),
        ({"note": "nul\0"}, ["note"]),
        ({"note": "x" * 501}, ["note"]),
    ],
)
async def test_what_cannot_be_is_a_typed_error_and_leaves_the_key_free(
    buyer: Buyer, shelf: Shelf, change: dict[str, Any], path: list[str]
) -> None:
    """The error says where; the same key then places a better order."""
    product = await shelf.sell()
    wanted = order_input([product.id])
    refused = await buyer.place({**wanted, **change})
    assert (refused["order"], kinds(refused)) == (None, ["InvalidInput"])
    assert refused["errors"][0]["path"] == ["input", *path]
    assert (await buyer.place(wanted))["order"]["status"] == "CONFIRMED"


@pytest.mark.parametrize("key", ["x" * 15, "x" * 256, "0123456789abcde\n", None])
async def test_a_wrong_key_is_bad_input(buyer: Buyer, shelf: Shelf, key: str | None) -> None:
    """Missing, short, long or with control characters: refused before anything happens."""
    product = await shelf.sell(available=10)
    wanted = {**order_input([product.id]), "idempotencyKey": key}
    assert (await buyer.ask(PLACE, {"input": wanted})).codes == ["BAD_USER_INPUT"]
    assert await shelf.count(product) == (10, 0)


async def test_placing_needs_a_buyer(orders: Subgraph) -> None:
    """A guest and a token without the scope are told apart."""
    wanted = {"input": order_input([LINE["productId"]])}  # type: ignore[list-item]
    assert (await orders.ask(PLACE, wanted)).codes == ["UNAUTHENTICATED"]
    reader = token_for(orders.stack, new_id("usr"), "orders:read:any")
    assert (await orders.ask(PLACE, wanted, token=reader)).codes == ["FORBIDDEN"]


async def test_keys_and_orders_never_exist_without_each_other(buyer: Buyer, shelf: Shelf) -> None:
    """Whatever the outcome, each key has its order, and each order its key and first event."""
    product = await shelf.sell(available=2)
    changes: list[dict[str, Any]] = [{}, {"paymentMethodToken": "tok_declined"}, {"items": []}]
    for change in changes:
        await buyer.place({**order_input([product.id]), **change})
    database = Database(os.environ["ORDERS_DATABASE_URL"])
    counts = text(
        """select (select count(*) from orders), (select count(*) from idempotency_keys),
           (select count(*) from orders join idempotency_keys k on k.order_id = orders.id
              and k.viewer_id = orders.buyer_id and k.key = orders.idempotency_key),
           (select count(*) from order_events where type = 'CREATED'),
           (select count(*) from order_events where type in ('CONFIRMED', 'REJECTED'))"""
    )
    async with database.read() as connection:
        assert tuple((await connection.execute(counts)).one()) == (2, 2, 2, 2, 2)
    await database.close()


async def test_keys_of_one_buyer_are_independent(buyer: Buyer, shelf: Shelf) -> None:
    """A new key is a new order, also of the same things."""
    product = await shelf.sell(available=10)
    keys = [new_key() for _ in range(3)]
    placed = [await buyer.place(order_input([product.id], idempotencyKey=key)) for key in keys]
    assert len({payload["order"]["id"] for payload in placed}) == 3
    assert await shelf.count(product) == (7, 0)
