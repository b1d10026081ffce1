"""The same shop for every measurement: a customer nobody else has, with two orders and a cart."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devstack.client import ADDRESS, ask, log_in
from devstack.contract.examples import CUSTOMER, NOBODY, STAFF, Example
from devstack.refusal import Refusal
from devstack.stack import Stack

STAFF_EMAIL = "sam@example.com"
PASSWORD = "a passphrase for measuring"  # noqa: S105 - of a customer made for one measurement
# The seed has most pieces of these: a measurement buys some thirty.
PRODUCTS = ("COF-0019", "LGT-0009")
FIND = "query Find($sku: String!) { product(sku: $sku) { id slug category { id slug } } }"
REGISTER = """mutation Register($input: RegisterUserInput!) {
  registerUser(input: $input) { session { accessToken } } }"""
PLACE = """mutation Place($input: PlaceOrderInput!) {
  placeOrder(input: $input) { order { id number status } } }"""
ADD = """mutation Add($input: AddToCartInput!) {
  addToCart(input: $input) { cart { items { id } } } }"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """Who may ask, and what the `$names` in examples stand for."""

    tokens: Mapping[str, str]
    values: Mapping[str, Any]

    def headers(self, example: Example) -> dict[str, str]:
        """What the person of an example sends."""
        if example.person == NOBODY:
            return {}
        if example.person not in self.tokens:
            raise Refusal(f"An example is `as: {example.person}`; it is {CUSTOMER} or {STAFF}.")
        return {"authorization": f"Bearer {self.tokens[example.person]}"}


def set_stage(stack: Stack, url: str) -> Stage:
    """Prepare a stage through the open router at *url*."""
    found = [ask(url, FIND, {"sku": sku})["product"] for sku in PRODUCTS]
    email = f"stage-{uuid.uuid4()}@example.com"
    person = {"email": email, "password": PASSWORD, "displayName": "Ada"}
    registered = ask(url, REGISTER, {"input": {**person, "idempotencyKey": str(uuid.uuid4())}})
    token = registered["registerUser"]["session"]["accessToken"]
    orders = [_order(url, token, each["id"], "tok_visa") for each in found]
    declined = _order(url, token, found[0]["id"], "tok_declined")
    added = ask(url, ADD, {"input": {"productId": found[0]["id"], "quantity": 1}}, token)
    values = {
        "email": email,
        "password": PASSWORD,
        "address": ADDRESS,
        "order": orders[0]["id"],
        "orderNumber": orders[0]["number"],
        "otherOrder": orders[1]["id"],
        "declinedOrder": declined["id"],
        "cartItem": added["addToCart"]["cart"]["items"][0]["id"],
        **_catalogue(*found),
    }
    staff = log_in(stack, STAFF_EMAIL, url=url)
    return Stage(tokens={CUSTOMER: token, STAFF: staff}, values=values)


def _catalogue(product: Any, other: Any) -> dict[str, str]:
    return {
        "sku": PRODUCTS[0],
        "product": product["id"],
        "otherProduct": other["id"],
        "slug": product["slug"],
        "category": product["category"]["id"],
        "categorySlug": product["category"]["slug"],
    }


def _order(url: str, token: str, product: str, card: str) -> Any:
    order = {
        "idempotencyKey": str(uuid.uuid4()),
        "items": [{"productId": product, "quantity": 1}],
        "shippingAddress": ADDRESS,
        "paymentMethodToken": card,
    }
    placed = ask(url, PLACE, {"input": order}, token)["placeOrder"]["order"]
    wanted = "CONFIRMED" if card == "tok_visa" else "REJECTED"
    if placed is None or placed["status"] != wanted:
        raise Refusal(f"The stage cannot be set: an order is not {wanted} ({placed}).")
    return placed
