"""Orders as they are read: many keys in, one statement, a mapping out."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Integer, Uuid, any_, bindparam, func, or_, select, true
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


class OrderStore:
    """Holds the engine; each method is one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def orders_by_id(self, ids: Sequence[OrderId]) -> Mapping[OrderId, Order]:
        """Fetch many orders in one query; unknown ids are absent from the result."""
        query = select(tables.orders).where(
            tables.orders.c.id == any_(bindparam("ids", _uuids(ids), ARRAY(Uuid)))
        )
        async with self._database.read() as connection:
            found = [to_order(row) for row in await connection.execute(query)]
        return {order.id: order for order in found}

    async def items_by_order(self, ids: Sequence[OrderId]) -> Mapping[OrderId, list[OrderItem]]:
        """The priced lines of many orders in one query; an order without any is absent."""
        items = tables.order_items
        query = (
            select(items)
            .where(items.c.order_id == any_(bindparam("ids", _uuids(ids), ARRAY(Uuid))))
            .order_by(items.c.order_id, items.c.position)
        )
        found: dict[OrderId, list[OrderItem]] = {}
        async with self._database.read() as connection:
            for row in await connection.execute(query):
                item = to_item(row)
                found.setdefault(item.order_id, []).append(item)
        return found

    async def payments_by_order(self, ids: Sequence[OrderId]) -> Mapping[OrderId, Payment]:
        """The payments of many orders in one query; an order without one is absent."""
        payments = tables.payments
        query = select(payments).where(
            payments.c.order_id == any_(bindparam("ids", _uuids(ids), ARRAY(Uuid)))
        )
        async with self._database.read() as connection:
            found = [to_payment(row) for row in await connection.execute(query)]
        return {payment.order_id: payment for payment in found}

    async def orders_by_buyer(
        self, pages: Sequence[BuyerPage]
    ) -> Mapping[BuyerPage, Sequence[Order]]:
        """One page of each buyer in one query, newest first, and one order more if there is one."""
        orders = tables.orders
        wanted = func.unnest(
            bindparam("buyers", [to_uuid(p.buyer_id, BUYER_PREFIX) for p in pages], ARRAY(Uuid)),
            bindparam("afters", [_after(page) for page in pages], ARRAY(Uuid)),
            bindparam("limits", [page.first + 1 for page in pages], ARRAY(Integer)),
        ).table_valued("buyer", "after", "size", with_ordinality="page", name="wanted")
        wanted = wanted.render_derived()
        page = (
            select(orders)
            .where(orders.c.buyer_id == wanted.c.buyer)
            .where(or_(wanted.c.after.is_(None), orders.c.id < wanted.c.after))
            .order_by(orders.c.id.desc())
            .limit(wanted.c.size)
            .lateral("orders_of_page")
        )
        query = select(wanted.c.page, page).select_from(wanted.join(page, true()))
        found: dict[BuyerPage, list[Order]] = {each: [] for each in pages}
        async with self._database.read() as connection:
            for row in await connection.execute(query.order_by(wanted.c.page, page.c.id.desc())):
                found[pages[row.page - 1]].append(to_order(row))
        return found


def _uuids(ids: Sequence[OrderId]) -> list[UUID]:
    return [uuid for id in ids if (uuid := to_uuid(id, ORDER_PREFIX))]


def _after(page: BuyerPage) -> UUID | None:
    return None if page.after is None else to_uuid(page.after, ORDER_PREFIX)
