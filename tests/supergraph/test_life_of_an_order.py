"""A cart, an order, and what becomes of it, across the subgraphs and through every router."""

from typing import Any

from devstack.client import ADDRESS
from devstack.keys import secret
from tests.shop import Shop, new_key

REGISTER = """mutation ($input: RegisterUserInput!) { registerUser(input: $input) {
  session { accessToken } } }"""
PRODUCTS = """{ products(first: 2, filter: { priceMax: "50.00" }, sort: { field: NAME }) { nodes {
  id price { amount } shippingEstimate(countryCode: "DE") { amount } viewerHasPurchased } } }"""
ADD = """mutation ($input: AddToCartInput!) { addToCart(input: $input) {
  cart { estimatedSubtotal { amount currency }
         items { quantity product { name price { amount } } } }
  errors { __typename } } }"""
CART = "{ viewer { cart { estimatedSubtotal { amount } items { product { name } } } } }"
PLACE = """mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  order { id number status subtotal { amount } shipping { amount } total { amount } allowedActions }
  errors { __typename } } }"""
SHIP = """mutation ($input: ShipOrderInput!) { shipOrder(input: $input) {
  order { status user { displayName } payment { status } items { product { name } } }
  errors { __typename ... on UserError { message } } } }"""
CANCEL = """mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  order { status } errors { __typename ... on IllegalTransition { from attempted } } } }"""
REFUND = """mutation ($input: RefundOrderInput!) { refundOrder(input: $input) {
  refund { amount { amount } } order { timeline { nodes { type actor } } }
  errors { __typename } } }"""
LIST = (
    """{ orders(last: 1) { nodes { number user { displayName } } pageInfo { hasPreviousPage } } }"""
)


async def somebody_new(shop: Shop) -> str:
    """The token of a buyer with an empty cart."""
    person = {
        "email": f"{new_key()}@example.com",
        "password": secret(shop.stack.layout, "demo-password"),
        "displayName": "Grace",
        "idempotencyKey": new_key(),
    }
    answer = await shop.ask(REGISTER, {"input": person})
    return str(answer.data["registerUser"]["session"]["accessToken"])


async def test_from_the_cart_to_the_refund(shop: Shop) -> None:
    """The subtotal is today's prices, which products owns; the order is what was in the cart; staff
    ship it and give the money back; its buyer can no longer cancel it."""
    token, clerk = await somebody_new(shop), await shop.token("sam@example.com")

    async def ask(query: str, input: dict[str, Any] | None = None, by: str = token) -> Any:
        return (await shop.ask(query, {"input": input} if input else {}, token=by)).data

    first, second = (await ask(PRODUCTS))["products"]["nodes"]
    assert first["viewerHasPurchased"] is False
    assert first["shippingEstimate"] is not None
    for product, quantity in ((first, 2), (second, 1)):
        added = await ask(ADD, {"productId": product["id"], "quantity": quantity})
        assert added["addToCart"]["errors"] == []
    cents = [int(each["price"]["amount"].replace(".", "")) for each in (first, second)]
    expected = cents[0] * 2 + cents[1]
    cart = (await ask(CART))["viewer"]["cart"]
    assert int(cart["estimatedSubtotal"]["amount"].replace(".", "")) == expected
    order = {
        "idempotencyKey": new_key(),
        "shippingAddress": ADDRESS,
        "paymentMethodToken": "tok_visa",
    }
    placed = (await ask(PLACE, order))["placeOrder"]
    assert (placed["errors"], placed["order"]["status"]) == ([], "CONFIRMED")
    assert placed["order"]["subtotal"]["amount"] == cart["estimatedSubtotal"]["amount"]
    assert placed["order"]["allowedActions"] == ["CANCEL"]
    assert (await ask(CART))["viewer"]["cart"]["items"] == []
    id = placed["order"]["id"]
    parcel = {"orderId": id, "carrier": "DHL", "idempotencyKey": new_key()}
    shipped = (await ask(SHIP, parcel, by=clerk))["shipOrder"]
    assert (shipped["errors"], shipped["order"]["status"]) == ([], "SHIPPED")
    assert shipped["order"]["payment"]["status"] == "CAPTURED"
    cancel = {"orderId": id, "reason": "OTHER", "idempotencyKey": new_key()}
    (late,) = (await ask(CANCEL, cancel))["cancelOrder"]["errors"]
    assert late == {"__typename": "IllegalTransition", "from": "SHIPPED", "attempted": "CANCEL"}
    back = {"orderId": id, "idempotencyKey": new_key()}
    refunded = (await ask(REFUND, back, by=clerk))["refundOrder"]
    assert refunded["refund"]["amount"] == placed["order"]["total"]
    types = [each["type"] for each in refunded["order"]["timeline"]["nodes"]]
    assert types[0] == "CREATED"
    assert types[-1] == "REFUNDED"
    assert (await ask(PRODUCTS))["products"]["nodes"][0]["viewerHasPurchased"] is True
    last = (await ask(LIST, by=clerk))["orders"]
    (oldest,) = last["nodes"]
    assert oldest["number"].startswith("SO-")
