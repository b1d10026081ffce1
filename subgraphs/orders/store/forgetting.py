"""Dropping a person from what orders keeps: what was bought and paid stays, who it was does not."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Column, cast, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import JSONB

from subgraphs.common.postal import Address
from subgraphs.common.postgres import Connection
from subgraphs.orders import tables
from subgraphs.orders.domain.buyer import FORGOTTEN
from subgraphs.orders.domain.order import BuyerId
from subgraphs.orders.domain.state import OPEN
from subgraphs.orders.store.rows import buyer_uuid

_buyers, _orders = tables.buyers, tables.orders
# A placement's token is never empty, so an empty one tells which orders are done.
_NOBODYS = ""


async def forget(connection: Connection, id: BuyerId) -> None:
    """Drop whoever bought from their orders, and their cart.

    Orders that are still open keep what they need, and the buyer is not forgotten yet.
    """
    buyer = buyer_uuid(id)
    ours = _orders.c.buyer_id == buyer
    is_open = _orders.c.state.in_([state.value for state in OPEN])
    is_left = _orders.c.payment_token != _NOBODYS
    nobodys = update(_orders).where(ours, ~is_open, is_left)
    # Orders before carts, as whoever confirms an order takes them.
    await connection.execute(
        nobodys.values(shipping_address=_nowhere(), note=None, payment_token=_NOBODYS)
    )
    done = select(_orders.c.id).where(ours, ~is_left)
    # What people wrote may name anybody.
    for text in (tables.order_events.c.note, tables.refunds.c.reason):
        await connection.execute(_emptied(text, done))
    items, carts = tables.cart_items, tables.carts
    cart = select(carts.c.id).where(carts.c.buyer_id == buyer)
    await connection.execute(delete(items).where(items.c.cart_id.in_(cart)))
    await connection.execute(delete(carts).where(carts.c.buyer_id == buyer))
    gone = update(_buyers).where(_buyers.c.id == buyer, _buyers.c.forgotten_at.is_(None))
    await connection.execute(
        gone.where(~exists().where(ours, is_left)).values(forgotten_at=func.now())
    )


def _nowhere() -> Any:
    """The address without a person; the country stays, because the tax of the order hangs on it."""
    blank = Address(
        name=FORGOTTEN,
        line1=FORGOTTEN,
        line2=None,
        city=FORGOTTEN,
        region=None,
        postal_code=FORGOTTEN,
        country_code="",
    )
    country = func.jsonb_build_object("country_code", _orders.c.shipping_address["country_code"])
    return cast(asdict(blank), JSONB).op("||")(country)


def _emptied(text: Column[Any], orders: Any) -> Any:
    table = text.table
    theirs = update(table).where(table.c.order_id.in_(orders), text.is_not(None))
    return theirs.values({text: None})
