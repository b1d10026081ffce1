"""What there is to see: people, orders in several states, a cart; and how fields are called."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from devstack.client import ADDRESS
from devstack.contract.stage import PRODUCTS
from devstack.operators import ask
from tests.access.roles import ADMINISTRATOR, CUSTOMER, PEOPLE, askers
from tests.shop import Shop, a_person, new_key, order_input

FIND = "query ($sku: String!) { product(sku: $sku) { id category { id } } }"
REGISTER = """mutation ($input: RegisterUserInput!) {
  registerUser(input: $input) { user { id } } }"""
PLACE = """mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) { order { id number status } } }"""
CANCEL = "mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { order { status } } }"
SHIP = "mutation ($input: ShipOrderInput!) { shipOrder(input: $input) { order { status } } }"
ADD_ADDRESS = """mutation ($input: AddressInput!) {
  addAddress(input: $input) { address { id } } }"""
ADD = "mutation ($input: AddToCartInput!) { addToCart(input: $input) { cart { id } } }"

# What arguments on the way stand for; an argument that is not here is left out, or made by its
# type. `type` is the id of the object that is looked for, whatever its type is.
ARGUMENTS: Mapping[str, str] = {
    "Query.order.id": "Order",
    "Query.orderByNumber.number": "orderNumber",
    "Query.orders.first": "page",
    "Query.orders.filter": "ordersOfTheWorld",
    "Query.salesSummary.from": "start",
    "Query.salesSummary.to": "end",
    "Query.product.id": "Product",
    "Query.products.filter": "productsOfTheWorld",
    "Query.category.id": "Category",
    "Query.user.id": "User",
    "Query.users.first": "page",
    "Query.users.filter": "peopleOfTheWorld",
    "Query.node.id": "type",
    "Query.nodes.ids": "types",
    "Cart.shippingEstimate.countryCode": "country",
    "Product.shippingEstimate.countryCode": "country",
}
# Fields that only some objects have a value for, and the object that has one.
SUBJECTS: Mapping[str, str] = {
    "Order.rejection": "declined",
    "Order.cancelReason": "cancelled",
}
# What no query leads to, and what looks after it instead.
UNREACHED: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """Ids by type, whatever else arguments need by name, and other objects by what is special."""

    people: Mapping[str, str]
    values: Mapping[str, Any]
    special: Mapping[str, Mapping[str, Any]]

    def about(self, coordinate: str) -> "World":
        """The world as far as one field is concerned."""
        subject = SUBJECTS.get(coordinate)
        if subject is None:
            return self
        return replace(self, values={**self.values, **self.special[subject]})

    def value(self, name: str, target: str) -> Any:
        """What an argument stands for, on the way to an object of type *target*."""
        if name == "type":
            # Of a root field itself, any node will do.
            return self.values.get(target, self.values["Product"])
        if name == "types":
            return [self.value("type", target)]
        return self.values[name]


class Maker:
    """Makes the world through a router, as people do."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._people: dict[str, str] = {}
        self._emails: dict[str, str] = {}

    async def world(self) -> World:
        """The owner is the customer; whatever there is belongs to them."""
        start = datetime.now(UTC)
        for role in (*PEOPLE, ADMINISTRATOR):
            given = a_person()
            registered = await self._ask(REGISTER, given)
            self._people[role] = registered["registerUser"]["user"]["id"]
            self._emails[role] = given["email"]
        # What an administrator changes needs an account that is one.
        ask(self._shop.stack, "users", "grant", self._emails[ADMINISTRATOR], "ADMIN")
        await self._ask(ADD_ADDRESS, ADDRESS, CUSTOMER)
        product = (await self._shop.ask(FIND, {"sku": PRODUCTS[0]})).data["product"]
        orders = await self._orders(product["id"])
        added = await self._ask(ADD, {"productId": product["id"], "quantity": 2}, CUSTOMER)
        window = {"placedAfter": start.isoformat(), "placedBefore": _soon()}
        values = {
            **orders.pop("shipped"),
            "User": self._people[CUSTOMER],
            "Product": product["id"],
            "Category": product["category"]["id"],
            "Cart": added["addToCart"]["cart"]["id"],
            "ordersOfTheWorld": window,
            "peopleOfTheWorld": {"query": self._emails[CUSTOMER]},
            "productsOfTheWorld": {"categoryIds": [product["category"]["id"]]},
            "page": 100,
            "country": "DE",
            "start": "2026-01-01T00:00:00Z",
            "end": _soon(),
        }
        return World(people=self._people, values=values, special=orders)

    async def _orders(self, product: str) -> dict[str, dict[str, Any]]:
        """One that was shipped, one that was declined, one that was cancelled."""
        placed = {
            "shipped": await self._place(product, note="ring twice"),
            "declined": await self._place(product, paymentMethodToken="tok_declined"),
            "cancelled": await self._place(product),
        }
        own = {"orderId": placed["shipped"]["Order"], "idempotencyKey": new_key()}
        shipped = await self._ask(SHIP, {**own, "carrier": "DHL", "trackingNumber": "1"}, "admin")
        own = {"orderId": placed["cancelled"]["Order"], "idempotencyKey": new_key()}
        cancelled = await self._ask(CANCEL, {**own, "reason": "CHANGED_MIND"}, CUSTOMER)
        assert shipped["shipOrder"]["order"]["status"] == "SHIPPED"
        assert cancelled["cancelOrder"]["order"]["status"] == "CANCELLED"
        return placed

    async def _place(self, product: str, **changes: Any) -> dict[str, Any]:
        placed = await self._ask(PLACE, order_input([product], **changes), CUSTOMER)
        order = placed["placeOrder"]["order"]
        return {"Order": order["id"], "orderNumber": order["number"]}

    async def _ask(self, query: str, input: Mapping[str, Any], role: str | None = None) -> Any:
        token = None
        if role is not None:
            found = askers(self._shop.stack, self._people)
            token = next(each.token for each in found if each.role == role)
        return (await self._shop.ask(query, {"input": input}, token=token)).data


def _soon() -> str:
    """Behind everything the world has made by now."""
    return (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
