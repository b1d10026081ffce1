"""Orders as they are read: many keys in, one statement, a mapping out."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, any_, bindparam, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from subgraphs.common.ids import to_uuid
from subgraphs.common.postgres import Database
from subgraphs.orders import tables
from subgraphs.orders.domain.order import (
    BUYER_PREFIX,
    ORDER_PREFIX,
    BuyerPage,
    Order,
    OrderId,
    OrderItem,
    Payment,
)
from subgraphs.orders.store.rows import to_item, to_order, to_payment


def _one_of(column: ColumnElement[UUID]) -> ColumnElement[bool]:
    # An array: one prepared statement for any number of keys.
    return column == any_(bindparam("ids", type_=ARRAY(Uuid)))


# Statements are made once: making one costs SQLAlchemy more than running it.
ORDERS_BY_ID = select(tables.orders).where(_one_of(tables.orders.c.id))
ITEMS_BY_ORDER = (
    select(tables.order_items)
    .where(_one_of(tables.order_items.c.order_id))
    .order_by(tables.order_items.c.order_id, tables.order_items.c.position)
)
PAYMENTS_BY_ORDER = select(tables.payments).where(_one_of(tables.payments.c.order_id))

_wanted = (
    func.unnest(
        bindparam("buyers", type_=ARRAY(Uuid)),
        bindparam("afters", type_=ARRAY(Uuid)),
        bindparam("sizes", type_=ARRAY(Integer)),
    )
    .table_valued("buyer", "after", "size", with_ordinality="page", name="wanted")
    .render_derived()
)
_page = (
    select(tables.orders)
    .where(tables.orders.c.buyer_id == _wanted.c.buyer)
    .where(or_(_wanted.c.after.is_(None), tables.orders.c.id < _wanted.c.after))
    .order_by(tables.orders.c.id.desc())
    .limit(_wanted.c.size)
    .lateral("orders_of_page")
)
ORDERS_BY_BUYER = (
    select(_wanted.c.page, _page)
    .select_from(_wanted.join(_page, true()))
    .order_by(_wanted.c.page, _page.c.id.desc())
)


class OrderStore:
    """Holds the engine; each method is one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def orders_by_id(self, ids: Sequence[OrderId]) -> Mapping[OrderId, Order]:
        """Fetch many orders in one query; unknown ids are absent from the result."""
        async with self._database.read() as connection:
            rows = await connection.execute(ORDERS_BY_ID, {"ids": _uuids(ids)})
        return {order.id: order for order in map(to_order, rows)}

    async def items_by_order(self, ids: Sequence[OrderId]) -> Mapping[OrderId, list[OrderItem]]:
        """The priced lines of many orders in one query; an order without any is absent."""
        async with self._database.read() as connection:
            rows = await connection.execute(ITEMS_BY_ORDER, {"ids": _uuids(ids)})
        found: dict[OrderId, list[OrderItem]] = {}
        for item in map(to_item, rows):
            found.setdefault(item.order_id, []).append(item)
        return found

    async def payments_by_order(self, ids: Sequence[OrderId]) -> Mapping[OrderId, Payment]:
        """The payments of many orders in one query; an order without one is absent."""
        async with self._database.read() as connection:
            rows = await connection.execute(PAYMENTS_BY_ORDER, {"ids": _uuids(ids)})
        return {payment.order_id: payment for payment in map(to_payment, rows)}

    async def orders_by_buyer(
        self, pages: Sequence[BuyerPage]
    ) -> Mapping[BuyerPage, Sequence[Order]]:
        """One page of each buyer in one query, newest first, and one order more if there is one."""
        wanted = {
            "buyers": [to_uuid(page.buyer_id, BUYER_PREFIX) for page in pages],
            "afters": [page.after and to_uuid(page.after, ORDER_PREFIX) for page in pages],
            "sizes": [page.first + 1 for page in pages],
        }
        async with self._database.read() as connection:
            rows = await connection.execute(ORDERS_BY_BUYER, wanted)
        found: dict[BuyerPage, list[Order]] = {each: [] for each in pages}
        for row in rows:
            found[pages[row.page - 1]].append(to_order(row))
        return found


def _uuids(ids: Sequence[OrderId]) -> list[UUID]:
    return [uuid for id in ids if (uuid := to_uuid(id, ORDER_PREFIX))]
