"""The operations that are measured, and the buyer they are measured for."""

import itertools
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from devstack.client import ask, log_in
from devstack.stack import Stack

PRODUCT_PAGE = """query ProductPage($slug: String!) { product(slug: $slug) {
  id name description price { amount currency } tags attributes weightGrams
  inventory { level } category { name slug parent { name slug } } } }"""
ORDER_HISTORY = """query OrderHistory { viewer { user { displayName } orders(first: 5) {
  nodes { id number status createdAt total { amount currency }
    items { quantity productName unitPrice { amount } product { name slug inventory { level } } } }
  pageInfo { hasNextPage endCursor } } } }"""
PLACE_ORDER = """mutation PlaceOrder($input: PlaceOrderInput!) { placeOrder(input: $input) {
  replayed order { id number status total { amount } } errors { __typename } } }"""
CONNECTIONS = 8
REGISTER = """mutation ($input: RegisterUserInput!) { registerUser(input: $input) {
  session { accessToken } } }"""
PLENTY = """query ($after: String) { products(first: 100, after: $after) {
  nodes { id slug inventory { available } } pageInfo { hasNextPage endCursor } } }"""
ADDRESS = {
    "name": "Bench",
    "line1": "1 Harbour Street",
    "city": "Bremen",
    "postalCode": "28195",
    "countryCode": "DE",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One named operation; each request gets its own variables."""

    name: str
    query: str
    # One buyer a connection: the router answers the same question of one buyer once for all who
    # wait for it, which would make it look cheaper than it is.
    tokens: list[str]
    variables: Callable[[], Mapping[str, Any]]
    # Subgraph CPU in ms that one operation may cost; None where none is promised.
    target: float | None


def prepare(stack: Stack) -> list[Operation]:
    """New buyers with five orders of three items each, and the operations they make."""
    products = plenty(stack)
    places = itertools.cycle(products)
    readers = [_with_history(stack, places) for _ in range(CONNECTIONS)]
    slugs = itertools.cycle(product["slug"] for product in products)
    return [
        Operation(
            name="product page",
            query=PRODUCT_PAGE,
            tokens=readers,
            variables=lambda: {"slug": next(slugs)},
            target=2.0,
        ),
        Operation(
            name="order history",
            query=ORDER_HISTORY,
            tokens=readers,
            variables=dict,
            target=3.0,
        ),
        Operation(
            name="placeOrder",
            query=PLACE_ORDER,
            # Others, so that the histories above keep their five orders.
            tokens=[_new_buyer(stack) for _ in range(CONNECTIONS)],
            variables=lambda: {"input": order_of([next(places)["id"]])},
            target=None,
        ),
    ]


def buyers(stack: Stack, count: int) -> list[str]:
    """Tokens of new buyers."""
    return [_new_buyer(stack) for _ in range(count)]


def _with_history(stack: Stack, places: Iterator[dict[str, Any]]) -> str:
    token = _new_buyer(stack)
    for _ in range(5):
        lines = [next(places)["id"] for _ in range(3)]
        ask(stack.router.url, PLACE_ORDER, {"input": order_of(lines)}, token)
    return token


def order_of(product_ids: list[str]) -> dict[str, Any]:
    """The input of an order of one piece each."""
    return {
        "idempotencyKey": str(uuid.uuid4()),
        "items": [{"productId": id, "quantity": 1} for id in product_ids],
        "shippingAddress": ADDRESS,
        "paymentMethodToken": "tok_visa",
    }


def _new_buyer(stack: Stack) -> str:
    person = {
        "email": f"{uuid.uuid4()}@example.com",
        "password": str(uuid.uuid4()),
        "displayName": "Bench",
        "idempotencyKey": str(uuid.uuid4()),
    }
    data = ask(stack.router.url, REGISTER, {"input": person})
    token: str = data["registerUser"]["session"]["accessToken"]
    return token


def plenty(stack: Stack) -> list[dict[str, Any]]:
    """Products with enough pieces for a run; only staff see how many there are."""
    token, after, found = log_in(stack, "sam@example.com"), None, list[dict[str, Any]]()
    while True:
        page = ask(stack.router.url, PLENTY, {"after": after}, token)["products"]
        found += [node for node in page["nodes"] if node["inventory"]["available"] >= 20]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
