"""Orders as they are read: many keys in, one statement, a mapping out."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Text,
    Uuid,
    any_,
    bindparam,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from subgraphs.common.ids import from_uuid, to_uuid
from subgraphs.common.postgres import Database, Prepared
from subgraphs.orders import tables
from subgraphs.orders.domain.order import (
    BUYER_PREFIX,
    PRODUCT_PREFIX,
    BuyerId,
    Order,
    OrderEvent,
    OrderId,
    OrderItem,
    Payment,
    Refund,
    Shipment,
    TimelinePage,
)
from subgraphs.orders.domain.state import OrderStatus, states_of
from subgraphs.orders.store.rows import (
    order_uuid,
    to_event,
    to_item,
    to_order,
    to_payment,
    to_refund,
    to_shipment,
)

BOUGHT_STATES = [
    state.value
    for status in OrderStatus
    if status not in (OrderStatus.PENDING, OrderStatus.REJECTED, OrderStatus.CANCELLED)
    for state in states_of(status)
]


def _one_of(column: ColumnElement[UUID]) -> ColumnElement[bool]:
    # An array: one prepared statement for any number of keys.
    return column == any_(bindparam("ids", type_=ARRAY(Uuid)))


ORDERS_BY_ID = Prepared(select(tables.orders).where(_one_of(tables.orders.c.id)))
ITEMS_BY_ORDER = Prepared(
    select(tables.order_items)
    .where(_one_of(tables.order_items.c.order_id))
    .order_by(tables.order_items.c.order_id, tables.order_items.c.position)
)
# The latest try of each; the earlier ones were declined.
PAYMENTS_BY_ORDER = Prepared(
    select(tables.payments)
    .ext(distinct_on(tables.payments.c.order_id))
    .where(_one_of(tables.payments.c.order_id))
    .order_by(tables.payments.c.order_id, tables.payments.c.attempt.desc())
)

REFUNDS_BY_ORDER = Prepared(
    select(tables.refunds)
    .where(_one_of(tables.refunds.c.order_id))
    .order_by(tables.refunds.c.order_id, tables.refunds.c.number)
)
SHIPMENTS_BY_ORDER = Prepared(
    select(tables.shipments).where(
        _one_of(tables.shipments.c.order_id), tables.shipments.c.shipped_at.is_not(None)
    )
)
ORDERS_BY_NUMBER = Prepared(
    select(tables.orders).where(
        tables.orders.c.number == any_(bindparam("numbers", type_=ARRAY(BigInteger)))
    )
)
BOUGHT = Prepared(
    select(tables.order_items.c.product_id)
    .distinct()
    .join_from(tables.order_items, tables.orders)
    .where(tables.orders.c.buyer_id == bindparam("buyer"))
    .where(tables.orders.c.state == any_(literal(BOUGHT_STATES, ARRAY(Text))))
    .where(tables.order_items.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid))))
)


_wanted = (
    func.unnest(
        bindparam("orders", type_=ARRAY(Uuid)),
        bindparam("afters", type_=ARRAY(Integer)),
        bindparam("sizes", type_=ARRAY(Integer)),
    )
    .table_valued("order_id", "after", "size", with_ordinality="page", name="wanted")
    .render_derived()
)
_entries = (
    select(tables.order_events)
    .where(tables.order_events.c.order_id == _wanted.c.order_id)
    .where(tables.order_events.c.sequence > _wanted.c.after)
    .order_by(tables.order_events.c.sequence)
    .limit(_wanted.c.size)
    .lateral("entries")
)
TIMELINES = Prepared(
    select(_wanted.c.page, _entries)
    .select_from(_wanted.join(_entries, true()))
    .order_by(_wanted.c.page, _entries.c.sequence)
)


class OrderStore:
    """Holds the engine; each method is one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def orders_by_id(self, ids: Sequence[OrderId]) -> Mapping[OrderId, Order]:
        """Fetch many orders in one query; unknown ids are absent from the result."""
        rows = await self._database.fetch(ORDERS_BY_ID, {"ids": _uuids(ids)})
        return {order.id: order for order in map(to_order, rows)}

    async def items_by_order(self, ids: Sequence[OrderId]) -> Mapping[OrderId, list[OrderItem]]:
        """The priced lines of many orders in one query; an order without any is absent."""
        rows = await self._database.fetch(ITEMS_BY_ORDER, {"ids": _uuids(ids)})
        found: dict[OrderId, list[OrderItem]] = {}
        for item in map(to_item, rows):
            found.setdefault(item.order_id, []).append(item)
        return found

    async def payments_by_order(self, ids: Sequence[OrderId]) -> Mapping[OrderId, Payment]:
        """The payments of many orders in one query; an order without one is absent."""
        rows = await self._database.fetch(PAYMENTS_BY_ORDER, {"ids": _uuids(ids)})
        return {payment.order_id: payment for payment in map(to_payment, rows)}

    async def refunds_by_order(self, ids: Sequence[OrderId]) -> Mapping[OrderId, list[Refund]]:
        """The refunds of many orders in one query; an order without any is absent."""
        rows = await self._database.fetch(REFUNDS_BY_ORDER, {"ids": _uuids(ids)})
        found: dict[OrderId, list[Refund]] = {}
        for refund in map(to_refund, rows):
            found.setdefault(refund.order_id, []).append(refund)
        return found

    async def shipments_by_order(self, ids: Sequence[OrderId]) -> Mapping[OrderId, Shipment]:
        """The parcels of many orders in one query; an order that has not left is absent."""
        rows = await self._database.fetch(SHIPMENTS_BY_ORDER, {"ids": _uuids(ids)})
        return {parcel.order_id: parcel for parcel in map(to_shipment, rows)}

    async def orders_by_number(self, numbers: Sequence[str]) -> Mapping[str, Order]:
        """Fetch orders by what people call them (SO-10001); unknown numbers are absent."""
        known = [int(n) for number in numbers if (n := _digits(number))]
        rows = await self._database.fetch(ORDERS_BY_NUMBER, {"numbers": known})
        return {order.number: order for order in map(to_order, rows)}

    async def bought(
        self, pairs: Sequence[tuple[BuyerId, str]]
    ) -> Mapping[tuple[BuyerId, str], bool]:
        """Which of these products their buyer has bought, a query a buyer; others are absent."""
        found: dict[tuple[BuyerId, str], bool] = {}
        for buyer in {buyer for buyer, _ in pairs}:
            ids = [product for each, product in pairs if each == buyer]
            products = [uuid for id in ids if (uuid := to_uuid(id, PRODUCT_PREFIX))]
            wanted = {"buyer": to_uuid(buyer, BUYER_PREFIX), "products": products}
            rows = await self._database.fetch(BOUGHT, wanted)
            found |= {(buyer, from_uuid(row.product_id, PRODUCT_PREFIX)): True for row in rows}
        return found

    async def timelines(
        self, pages: Sequence[TimelinePage]
    ) -> Mapping[TimelinePage, list[OrderEvent]]:
        """A page of each order's timeline in one query, oldest first, and one entry more if there
        is one."""
        wanted = {
            "orders": [order_uuid(page.order_id) for page in pages],
            "afters": [page.after for page in pages],
            "sizes": [page.first + 1 for page in pages],
        }
        rows = await self._database.fetch(TIMELINES, wanted)
        found: dict[TimelinePage, list[OrderEvent]] = {page: [] for page in pages}
        for row in rows:
            found[pages[row.page - 1]].append(to_event(row))
        return found


def _uuids(ids: Sequence[OrderId]) -> list[UUID]:
    return [uuid for id in ids if (uuid := order_uuid(id))]


def _digits(number: str) -> str | None:
    prefix, _, digits = number.partition("SO-")
    return (
        digits
        if not prefix and digits.isascii() and digits.isdigit() and len(digits) < 18
        else None
    )
