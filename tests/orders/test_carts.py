"""A cart keeps what a buyer put aside; ordering it takes it out, once it is confirmed."""

from typing import Any

import pytest

from devstack.client import ADDRESS
from subgraphs.common.ids import new_id
from tests.orders.conftest import Shelf
from tests.orders.people import Person, a_buyer, kinds
from tests.shop import PLACE, Subgraph, new_key

CART = """cart { id items { id quantity product { id } } }
          errors { __typename ... on UserError { path } }"""
ADD = f"mutation ($input: AddToCartInput!) {{ addToCart(input: $input) {{ {CART} }} }}"
CHANGE = f"mutation ($input: UpdateCartItemInput!) {{ updateCartItem(input: $input) {{ {CART} }} }}"
CLEAR = f"mutation {{ clearCart {{ {CART} }} }}"
MINE = "{ viewer { cart { id items { quantity } } } }"


@pytest.fixture
def buyer(orders: Subgraph) -> Person:
    """Somebody who buys."""
    return a_buyer(orders)


async def add(buyer: Person, product_id: str, quantity: int = 1) -> Any:
    """The payload of one `addToCart`."""
    input = {"productId": product_id, "quantity": quantity}
    return (await buyer.ask(ADD, {"input": input})).data["addToCart"]


def content(payload: Any) -> list[tuple[str, int]]:
    """What is in a payload's cart."""
    return [(item["product"]["id"], item["quantity"]) for item in payload["cart"]["items"]]


async def the_cart_ordered(buyer: Person, **changes: Any) -> Any:
    """The payload of ordering the cart."""
    input = {
        "idempotencyKey": new_key(),
        "shippingAddress": ADDRESS,
        "paymentMethodToken": "tok_visa",
        **changes,
    }
    return (await buyer.ask(PLACE, {"input": input})).data["placeOrder"]


async def test_what_is_added_adds_up(buyer: Person, shelf: Shelf) -> None:
    """A product is in it once, up to a hundred pieces; items keep their order; 0 takes one out."""
    first, second = await shelf.sell(), await shelf.sell()
    assert (await buyer.ask(MINE)).data["viewer"]["cart"] is None
    await add(buyer, first.id, 2)
    await add(buyer, second.id)
    assert content(await add(buyer, first.id, 3)) == [(first.id, 5), (second.id, 1)]
    full = await add(buyer, first.id, 100)
    assert content(full)[0] == (first.id, 100)
    item = full["cart"]["items"][0]["id"]
    for quantity, expected in ((7, [(first.id, 7), (second.id, 1)]), (0, [(second.id, 1)])):
        input = {"cartItemId": item, "quantity": quantity}
        changed = (await buyer.ask(CHANGE, {"input": input})).data["updateCartItem"]
        assert content(changed) == expected
    assert content((await buyer.ask(CLEAR)).data["clearCart"]) == []


async def test_what_cannot_be_bought_is_not_put_aside(buyer: Person) -> None:
    """The error names the product, or the value that is wrong."""
    assert kinds(await add(buyer, new_id("prd"))) == ["ProductUnavailable"]
    for product, quantity, path in (
        ("nonsense", 1, "productId"),
        (new_id("prd"), 0, "quantity"),
        (new_id("prd"), 101, "quantity"),
    ):
        payload = await add(buyer, product, quantity)
        assert (kinds(payload), payload["errors"][0]["path"]) == (["InvalidInput"], ["input", path])


async def test_a_cart_is_its_buyers_own(orders: Subgraph, buyer: Person, shelf: Shelf) -> None:
    """Nobody changes or reads another's, by whatever path."""
    payload = await add(buyer, (await shelf.sell()).id)
    cart, item = payload["cart"]["id"], payload["cart"]["items"][0]["id"]
    other = a_buyer(orders)
    stolen = (await other.ask(CHANGE, {"input": {"cartItemId": item, "quantity": 1}})).data
    assert kinds(stolen["updateCartItem"]) == ["InvalidInput"]
    entity = {"__typename": "Cart", "id": cart}
    for token, expected in ((other.token, [None]), (buyer.token, [{"id": cart}])):
        answer = await orders.entities("... on Cart { id }", entity, token=token)
        assert answer.data["_entities"] == expected
    user = {"__typename": "User", "id": buyer.id}
    answer = await orders.entities("... on User { cart { id } }", user, token=other.token)
    assert answer.codes == ["FORBIDDEN"]


async def test_ordering_the_cart_empties_it(buyer: Person, shelf: Shelf) -> None:
    """The order has its lines; the retry with the key finds the same order, though the cart is
    empty now; and an empty cart cannot be ordered."""
    first, second = await shelf.sell(), await shelf.sell()
    await add(buyer, first.id, 2)
    await add(buyer, second.id)
    key = new_key()
    placed = await the_cart_ordered(buyer, idempotencyKey=key)
    assert placed["order"]["status"] == "CONFIRMED"
    assert sorted(item["quantity"] for item in placed["order"]["items"]) == [1, 2]
    assert (await buyer.ask(MINE)).data["viewer"]["cart"]["items"] == []
    again = await the_cart_ordered(buyer, idempotencyKey=key)
    assert (again["replayed"], again["order"]) == (True, placed["order"])
    empty = await the_cart_ordered(buyer)
    assert (empty["order"], kinds(empty)) == (None, ["EmptyCart"])


async def test_an_order_that_fails_leaves_the_cart(buyer: Person, shelf: Shelf) -> None:
    """A declined card loses nothing of what was put aside."""
    await add(buyer, (await shelf.sell()).id, 2)
    declined = await the_cart_ordered(buyer, paymentMethodToken="tok_declined")
    assert kinds(declined) == ["PaymentDeclined"]
    assert (await buyer.ask(MINE)).data["viewer"]["cart"]["items"] == [{"quantity": 2}]


async def test_the_subtotal_is_made_of_the_prices_the_router_sends(
    orders: Subgraph, buyer: Person, shelf: Shelf
) -> None:
    """Today's prices, in the order of the items; null while one is unknown or the cart changed."""
    await add(buyer, (await shelf.sell()).id, 2)
    cart = (await add(buyer, (await shelf.sell()).id, 1))["cart"]["id"]

    def priced(*amounts: str | None) -> list[Any]:
        return [
            {"product": amount and {"price": {"amount": amount, "currency": "EUR"}}}
            for amount in amounts
        ]

    for items, expected in (
        (priced("1.50", "2.25"), {"amount": "5.25"}),
        (priced("1.50", None), None),
        (priced("1.50"), None),
    ):
        entity = {"__typename": "Cart", "id": cart, "items": items}
        fields = "... on Cart { estimatedSubtotal { amount } }"
        answer = await orders.entities(fields, entity, token=buyer.token)
        assert answer.data["_entities"] == [{"estimatedSubtotal": expected}]
    wrong = {"__typename": "Cart", "id": cart, "items": [{"product": {"price": {"amount": 1.5}}}]}
    answer = await orders.entities("... on Cart { id }", wrong, token=buyer.token)
    assert answer.codes == ["BAD_USER_INPUT"]


async def test_carrying_a_cart_costs_what_its_weight_costs(
    orders: Subgraph, buyer: Person, shelf: Shelf
) -> None:
    """All pieces together; null while a weight is unknown, and where nothing is shipped."""
    await add(buyer, (await shelf.sell()).id, 2)
    cart = (await add(buyer, (await shelf.sell()).id, 1))["cart"]["id"]

    def weighed(*grams: int | None) -> list[Any]:
        price = {"amount": "1.00"}
        return [{"product": {"weightGrams": each, "price": price}} for each in grams]

    for items, country, expected in (
        (weighed(400, 100), "DE", "3.90"),
        (weighed(600, 100), "DE", "5.90"),
        (weighed(600, None), "AT", "13.90"),
        ([*weighed(600), {"product": None}], "DE", None),
        (weighed(600, 100), "KP", None),
    ):
        entity = {"__typename": "Cart", "id": cart, "items": items}
        fields = f'... on Cart {{ shippingEstimate(countryCode: "{country}") {{ amount }} }}'
        answer = await orders.entities(fields, entity, token=buyer.token)
        wanted = None if expected is None else {"amount": expected}
        assert answer.data["_entities"] == [{"shippingEstimate": wanted}]
