"""Carts: one a buyer."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Uuid, any_, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.ids import from_uuid, new_id, to_uuid
from subgraphs.common.postgres import Connection, Database, Prepared
from subgraphs.orders import tables
from subgraphs.orders.domain.cart import (
    CART_ITEM_PREFIX,
    CART_PREFIX,
    Cart,
    CartId,
    CartItem,
)
from subgraphs.orders.domain.order import BUYER_PREFIX, PRODUCT_PREFIX, BuyerId, RequestedLine
from subgraphs.orders.store.admission import admit, bar_of, share
from subgraphs.orders.store.rows import buyer_uuid

_carts, _items = tables.carts, tables.cart_items
_WITH_ITEMS = (
    select(
        _carts,
        _items.c.id.label("item_id"),
        _items.c.product_id,
        _items.c.quantity,
        _items.c.added_at,
    )
    .join_from(_carts, _items, isouter=True)
    .order_by(_carts.c.id, _items.c.added_at, _items.c.id)
)
_ONE_OF = any_(bindparam("ids", type_=ARRAY(Uuid)))
CARTS_BY_ID = Prepared(_WITH_ITEMS.where(_carts.c.id == _ONE_OF))
CARTS_BY_BUYER = Prepared(_WITH_ITEMS.where(_carts.c.buyer_id == _ONE_OF))
_BAR = bar_of(_carts.c.buyer_id)


class CartStore:
    """Holds the engine; each method is one transaction.

    What a buyer changes is UNAUTHENTICATED when the buyer is closed or locked.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def carts_by_id(self, ids: Sequence[CartId]) -> Mapping[CartId, Cart]:
        """Fetch many carts in one query; unknown ids are absent from the result."""
        uuids = [uuid for id in ids if (uuid := to_uuid(id, CART_PREFIX))]
        return {cart.id: cart for cart in await self._read(CARTS_BY_ID, uuids)}

    async def carts_by_buyer(self, ids: Sequence[BuyerId]) -> Mapping[BuyerId, Cart]:
        """The cart of each buyer in one query; a buyer who never had one is absent."""
        uuids = [uuid for id in ids if (uuid := buyer_uuid(id))]
        return {cart.buyer_id: cart for cart in await self._read(CARTS_BY_BUYER, uuids)}

    async def add(self, buyer_id: BuyerId, product_id: str, quantity: int, most: int) -> bool:
        """Add pieces, up to 100 of a product; False when *most* other products are there."""
        async with self._database.transaction() as connection:
            cart = await _touched(connection, buyer_id)
            others = select(func.count()).where(
                _items.c.cart_id == cart, _items.c.product_id != to_uuid(product_id, PRODUCT_PREFIX)
            )
            if (await connection.execute(others)).scalar_one() >= most:
                return False
            addition = insert_or(_items).values(
                id=to_uuid(new_id(CART_ITEM_PREFIX), CART_ITEM_PREFIX),
                cart_id=cart,
                product_id=to_uuid(product_id, PRODUCT_PREFIX),
                quantity=quantity,
            )
            more = func.least(_items.c.quantity + addition.excluded.quantity, 100)
            await connection.execute(
                addition.on_conflict_do_update(
                    index_elements=[_items.c.cart_id, _items.c.product_id], set_={"quantity": more}
                )
            )
        return True

    async def change(self, buyer_id: BuyerId, item_id: str, quantity: int) -> bool:
        """Have so many pieces of an item, none removes it; False when it is not in the cart."""
        async with self._database.transaction() as connection:
            cart = await _touched(connection, buyer_id)
            ours = (_items.c.id == to_uuid(item_id, CART_ITEM_PREFIX), _items.c.cart_id == cart)
            changed: Any = update(_items).where(*ours).values(quantity=quantity)
            if quantity == 0:
                changed = delete(_items).where(*ours)
            return (await connection.execute(changed)).rowcount == 1

    async def clear(self, buyer_id: BuyerId) -> None:
        """Empty the cart."""
        async with self._database.transaction() as connection:
            cart = await _touched(connection, buyer_id)
            await connection.execute(delete(_items).where(_items.c.cart_id == cart))

    async def _read(self, statement: Prepared, ids: Sequence[Any]) -> list[Cart]:
        found: dict[Any, list[Any]] = {}
        for row in await self._database.fetch(statement, {"ids": ids}):
            found.setdefault(row.id, []).append(row)
        return [_to_cart(each) for each in found.values()]


async def ordered_lines(connection: Connection, buyer_id: BuyerId) -> list[RequestedLine]:
    """What is in a buyer's cart, inside the transaction that orders it."""
    wanted = (
        select(_items.c.product_id, _items.c.quantity)
        .join_from(_items, _carts)
        .where(_carts.c.buyer_id == buyer_uuid(buyer_id))
        .order_by(_items.c.added_at, _items.c.id)
    )
    return [
        RequestedLine(product_id=from_uuid(row.product_id, PRODUCT_PREFIX), quantity=row.quantity)
        for row in await connection.execute(wanted)
    ]


async def _touched(connection: Connection, buyer_id: BuyerId) -> Any:
    """The id of the buyer's cart, made now if need be; locks it until the transaction ends."""
    await share(connection, buyer_id)
    made = insert_or(_carts).values(
        id=to_uuid(new_id(CART_PREFIX), CART_PREFIX), buyer_id=buyer_uuid(buyer_id)
    )
    touched = made.on_conflict_do_update(
        index_elements=[_carts.c.buyer_id], set_={"updated_at": func.now()}
    )
    row = (await connection.execute(touched.returning(_carts.c.id, _BAR))).one()
    admit(row.bar)
    return row.id


def _to_cart(rows: Sequence[Any]) -> Cart:
    items = [
        CartItem(
            id=from_uuid(row.item_id, CART_ITEM_PREFIX),
            product_id=from_uuid(row.product_id, PRODUCT_PREFIX),
            quantity=row.quantity,
            added_at=row.added_at,
        )
        for row in rows
        if row.item_id is not None
    ]
    return Cart(
        id=CartId(from_uuid(rows[0].id, CART_PREFIX)),
        buyer_id=BuyerId(from_uuid(rows[0].buyer_id, BUYER_PREFIX)),
        items=items,
        updated_at=rows[0].updated_at,
    )
