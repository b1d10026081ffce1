"""Lists of orders by keyset: each page is a walk of an index from where the last one ended."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Uuid,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from subgraphs.common.ids import to_uuid
from subgraphs.common.postgres import Database, Prepared
from subgraphs.orders import tables
from subgraphs.orders.domain.lists import (
    OrderFilter,
    OrderList,
    OrderSort,
    OrderSortField,
    SortDirection,
)
from subgraphs.orders.domain.order import PRODUCT_PREFIX, Order
from subgraphs.orders.domain.state import states_of
from subgraphs.orders.store.rows import buyer_uuid, order_uuid, to_order

# Counting further costs more than anybody reads.
MAX_COUNT = 10_000

_orders = tables.orders
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
    select(_orders)
    .where(_orders.c.buyer_id == _wanted.c.buyer)
    .where(or_(_wanted.c.after.is_(None), _orders.c.id < _wanted.c.after))
    .order_by(_orders.c.id.desc())
    .limit(_wanted.c.size)
    .lateral("orders_of_page")
)
# The newest orders of many buyers: one statement, because an order history is asked for most.
NEWEST_BY_BUYER = Prepared(
    select(_wanted.c.page, _page)
    .select_from(_wanted.join(_page, true()))
    .order_by(_wanted.c.page, _page.c.id.desc())
)


class ListStore:
    """Holds the engine; each method is one statement a kind of list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def orders_by_list(
        self, lists: Sequence[OrderList]
    ) -> Mapping[OrderList, Sequence[Order]]:
        """Each page as it is walked, and one order more if there is one."""
        plain = [each for each in lists if _is_plain(each)]
        others = [each for each in lists if not _is_plain(each)]
        found = await self._newest(plain) if plain else {}
        pages = await asyncio.gather(*(self._walk(each) for each in others))
        return {**found, **dict(zip(others, pages, strict=True))}

    async def count(self, wanted: OrderList) -> int:
        """How many orders the list holds; counting stops at 10,000."""
        some = select(literal(1)).select_from(_orders).where(*_conditions(wanted)).limit(MAX_COUNT)
        async with self._database.read() as connection:
            counted = await connection.execute(select(func.count()).select_from(some.subquery()))
        return int(counted.scalar_one())

    async def _newest(self, lists: Sequence[OrderList]) -> dict[OrderList, list[Order]]:
        wanted = {
            "buyers": [buyer_uuid(each.buyer_id or "") for each in lists],
            "afters": [each.position and order_uuid(each.position[1]) for each in lists],
            "sizes": [each.size + 1 for each in lists],
        }
        rows = await self._database.fetch(NEWEST_BY_BUYER, wanted)
        found: dict[OrderList, list[Order]] = {each: [] for each in lists}
        for row in rows:
            found[lists[row.page - 1]].append(to_order(row))
        return found

    async def _walk(self, wanted: OrderList) -> list[Order]:
        keys = (_sort_key(wanted.sort), _orders.c.id)
        # Backwards is the same walk from the other end.
        is_descending = (wanted.sort.direction is SortDirection.DESC) is not wanted.backwards
        statement = (
            select(_orders)
            .where(*_conditions(wanted))
            .order_by(*(key.desc() if is_descending else key.asc() for key in keys))
            .limit(wanted.size + 1)
        )
        if wanted.position is not None:
            here, there = tuple_(*keys), tuple_(*_position(wanted))
            statement = statement.where(here < there if is_descending else here > there)
        async with self._database.read() as connection:
            return [to_order(row) for row in await connection.execute(statement)]


def _is_plain(wanted: OrderList) -> bool:
    is_newest = wanted.sort == OrderSort() and wanted.filter == OrderFilter()
    return is_newest and wanted.buyer_id is not None and wanted.product_id is None


def _sort_key(sort: OrderSort) -> ColumnElement[Any]:
    # An order that is not priced yet is worth nothing; NULL would end the walk.
    is_total = sort.field is OrderSortField.TOTAL
    return func.coalesce(_orders.c.total, 0) if is_total else _orders.c.created_at


def _position(wanted: OrderList) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    value, id = wanted.position or ("", "")
    key: Any = Decimal(value) if wanted.sort.field is OrderSortField.TOTAL else _instant(value)
    return literal(key), cast(literal(order_uuid(id)), Uuid)


def _instant(value: str) -> datetime:
    return datetime.fromisoformat(value)


def _conditions(wanted: OrderList) -> list[ColumnElement[bool]]:
    chosen, found = wanted.filter, list[ColumnElement[bool]]()
    if wanted.buyer_id is not None:
        found.append(_orders.c.buyer_id == buyer_uuid(wanted.buyer_id))
    if wanted.product_id is not None:
        items = tables.order_items
        product = to_uuid(wanted.product_id, PRODUCT_PREFIX)
        found.append(
            exists().where(items.c.order_id == _orders.c.id, items.c.product_id == product)
        )
    if chosen.statuses is not None:
        states = [state.value for status in chosen.statuses for state in states_of(status)]
        found.append(_orders.c.state == any_(literal(states, ARRAY(_orders.c.state.type))))
    if chosen.placed_after is not None:
        found.append(_orders.c.created_at >= chosen.placed_after)
    if chosen.placed_before is not None:
        found.append(_orders.c.created_at < chosen.placed_before)
    if chosen.min_total is not None:
        found.append(_orders.c.total >= chosen.min_total)
    return found
