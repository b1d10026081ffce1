"""Buyers and what they ordered, there for as long as a comparison runs."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, any_, bindparam, delete, insert, select
from sqlalchemy.dialects.postgresql import ARRAY

from bench.people import people
from devstack.client import ask
from devstack.keys import key_ring
from devstack.stack import Stack
from subgraphs.common.ids import new_id, to_uuid
from subgraphs.common.keyring import KeyRing
from subgraphs.common.money import CURRENCY
from subgraphs.common.postal import Address
from subgraphs.common.postgres import Database
from subgraphs.orders import tables
from subgraphs.orders.domain.order import ITEM_PREFIX, ORDER_PREFIX, PRODUCT_PREFIX
from subgraphs.orders.domain.state import State
from subgraphs.users.domain.people import Role, scopes_of

ITEMS = 3
# Different products in all orders: we answer at most 200 references in one request.
ORDERED = 150
CATALOGUE = """query Catalogue($after: String) { products(first: 100, after: $after) {
  nodes { id slug sku name price { amount } } pageInfo { hasNextPage endCursor } } }"""
# As long as the longest token that counts; a round is far shorter.
LIFETIME = timedelta(minutes=55)
ADDRESS = Address(
    name="Bench",
    line1="1 Harbour Street",
    line2=None,
    city="Bremen",
    region=None,
    postal_code="28195",
    country_code="DE",
)
Rows: TypeAlias = tuple[dict[str, Any], list[dict[str, Any]]]
_items, _orders = tables.order_items, tables.orders


@dataclass(frozen=True, kw_only=True, slots=True)
class Shop:
    """Who asks, and what there is to ask for."""

    stack: Stack
    buyers: Sequence[str]
    products: Sequence[dict[str, Any]]

    def tokens(self, count: int) -> list[str]:
        """Fresh access tokens of so many buyers; those with long histories come first."""
        ring = KeyRing(key_ring(self.stack.layout, "users"), "users", keep=LIFETIME)
        scopes = " ".join(scopes_of([Role.CUSTOMER]))
        claims = {"scope": scopes, "roles": [Role.CUSTOMER.value]}
        return [
            ring.sign({**claims, "sub": buyer}, audience="commerce", lifetime=LIFETIME)
            for buyer in self.buyers[:count]
        ]


@asynccontextmanager
async def shop(stack: Stack, histories: Sequence[int]) -> AsyncIterator[Shop]:
    """A buyer for each history, with so many orders of three items; gone afterwards."""
    products = catalogue(stack)
    places = cycle(products[:ORDERED])
    database = Database(stack.databases.urls()["ORDERS_DATABASE_URL"])
    async with people(stack, len(histories)) as somebody:
        buyers = [each.id for each in somebody]
        ids = [to_uuid(buyer, "usr") for buyer in buyers]
        try:
            for buyer, length in zip(ids, histories, strict=True):
                orders = [_order(buyer, list(islice(places, ITEMS))) for _ in range(length)]
                async with database.transaction() as connection:
                    await connection.execute(insert(_orders), [order for order, _ in orders])
                    lines = [line for _, lines in orders for line in lines]
                    await connection.execute(insert(_items), lines)
            yield Shop(stack=stack, buyers=buyers, products=products)
        finally:
            theirs = _theirs(_orders.c.buyer_id)
            of_them = select(_orders.c.id).where(theirs)
            async with database.transaction() as connection:
                wanted = {"buyers": ids}
                await connection.execute(
                    delete(_items).where(_items.c.order_id.in_(of_them)), wanted
                )
                await connection.execute(delete(_orders).where(theirs), wanted)
            await database.close()


def catalogue(stack: Stack) -> list[dict[str, Any]]:
    """Every product that is for sale."""
    after, found = None, list[dict[str, Any]]()
    while True:
        page = ask(stack.router.url, CATALOGUE, {"after": after})["products"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def _theirs(buyer: ColumnElement[Any]) -> ColumnElement[bool]:
    return buyer == any_(bindparam("buyers", type_=ARRAY(Uuid)))


def _order(buyer: UUID | None, products: Sequence[dict[str, Any]]) -> Rows:
    """The row of a completed order of one piece each, and those of its items."""
    id = to_uuid(new_id(ORDER_PREFIX), ORDER_PREFIX)
    subtotal = sum(Decimal(each["price"]["amount"]) for each in products)
    order = {
        "id": id,
        "buyer_id": buyer,
        "idempotency_key": new_id("bench"),
        "fingerprint": "",
        # Settled: no worker looks for it.
        "state": State.COMPLETED.value,
        "version": 1,
        "attempt": 1,
        "requested": [{"product_id": each["id"], "quantity": 1} for each in products],
        "from_cart": False,
        "currency": CURRENCY,
        "subtotal": subtotal,
        "shipping": 0,
        "tax": 0,
        "total": subtotal,
        "payment_token": "tok_visa",
        "shipping_address": asdict(ADDRESS),
        "lease_until": datetime.now(UTC),
    }
    return order, [_item(id, place, each) for place, each in enumerate(products)]


def _item(order: UUID | None, position: int, product: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": to_uuid(new_id(ITEM_PREFIX), ITEM_PREFIX),
        "order_id": order,
        "position": position,
        "product_id": to_uuid(product["id"], PRODUCT_PREFIX),
        "sku": product["sku"],
        "name": product["name"],
        "quantity": 1,
        "unit_price": Decimal(product["price"]["amount"]),
        "currency": CURRENCY,
    }
