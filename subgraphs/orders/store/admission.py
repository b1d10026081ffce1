"""Who may order: asked where an order or a cart is written, exact against a closing beside it.

A closing takes a buyer's lock alone; whoever writes shares it until the transaction ends. So a
closing counts what was written before it, and what is written after it sees that it is closed.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    bindparam,
    case,
    literal_column,
    select,
    text,
)

from subgraphs.common.errors import Unauthenticated
from subgraphs.common.postgres import Connection, Prepared
from subgraphs.orders import tables
from subgraphs.orders.domain.buyer import Bar
from subgraphs.orders.store.rows import buyer_uuid

_KEY = bindparam("key", type_=BigInteger)
SHARED = Prepared(text("select pg_advisory_xact_lock_shared(:key)").bindparams(_KEY))
ALONE = Prepared(text("select pg_advisory_xact_lock(:key)").bindparams(_KEY))

_buyers = tables.buyers
_WHY = case(
    (_buyers.c.closed_at.is_not(None), Bar.CLOSED.name), (_buyers.c.is_locked, Bar.LOCKED.name)
)
_BAR_OF = Prepared(select(_WHY.label("bar")).where(_buyers.c.id == bindparam("buyer")))


async def share(connection: Connection, buyer_id: str) -> None:
    """Let nobody close this buyer before the transaction ends.

    A statement of its own, before the one that writes: each sees what was committed when it
    began, and a closing may end while this one waits for it.
    """
    await connection.fetch(SHARED, {"key": _lock_key(buyer_id)})


async def alone(connection: Connection, buyer_id: str) -> None:
    """Wait until nobody writes anything of this buyer's, and let nobody begin to."""
    await connection.fetch(ALONE, {"key": _lock_key(buyer_id)})


def bar_of(buyer: Column[Any]) -> Any:
    """As column `bar` of the statement that writes: why the buyer in *buyer* may not; null."""
    # By its name: an insert is nothing SQLAlchemy correlates to, so it would select from it again.
    written: ColumnElement[Any] = literal_column(f"{buyer.table.name}.{buyer.name}", buyer.type)
    return select(_WHY).where(_buyers.c.id == written).label("bar")


def admit(bar: str | None) -> None:
    """UNAUTHENTICATED, which rolls the transaction back, when something is in the way."""
    if bar is not None:
        raise Unauthenticated(Bar[bar].value)


async def admitted(connection: Connection, buyer_id: str) -> None:
    """As `admit`, where nothing is written that could tell."""
    row = await connection.fetch_one(_BAR_OF, {"buyer": buyer_uuid(buyer_id)})
    admit(None if row is None else row.bar)


def _lock_key(buyer_id: str) -> int | None:
    """The random half of the id. Its first bit is set (RFC 9562, the variant), so as a signed
    number it is negative, and never a lock of something else. None, which locks nothing, for
    who is no buyer."""
    uuid = buyer_uuid(buyer_id)
    return None if uuid is None else int.from_bytes(uuid.bytes[8:], signed=True)
