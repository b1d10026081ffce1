"""Buyers who may order nothing, and forgetting those who are gone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.events import CloudEvent
from subgraphs.common.ids import from_uuid
from subgraphs.common.postgres import Database
from subgraphs.orders import tables
from subgraphs.orders.domain.buyer import Closing
from subgraphs.orders.domain.order import BUYER_PREFIX, BuyerId
from subgraphs.orders.domain.state import OPEN
from subgraphs.orders.store.admission import alone
from subgraphs.orders.store.forgetting import forget
from subgraphs.orders.store.inbox import is_new
from subgraphs.orders.store.rows import buyer_uuid

CONSUMER = "buyers"
# How many are forgotten at a time by the worker, each in a transaction of its own.
BATCH = 100

_buyers, _orders = tables.buyers, tables.orders
_IS_OPEN = _orders.c.state.in_([state.value for state in OPEN])


class BuyerStore:
    """Holds the engine; each method is one transaction, or one a buyer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def close(self, id: BuyerId) -> Closing:
        """Close a buyer for ever, unless an order of theirs is open; repeatable.

        Once it is closed, no order of theirs can come into being, nor be tried again.
        """
        uuid = buyer_uuid(id)
        open_orders = select(func.count()).where(_orders.c.buyer_id == uuid, _IS_OPEN)
        is_closed = exists().where(_buyers.c.id == uuid, _buyers.c.closed_at.is_not(None))
        async with self._database.transaction() as connection:
            await alone(connection, id)
            count = (await connection.execute(open_orders)).scalar_one()
            if not count:
                await connection.execute(_known(uuid, closed_at=func.now()))
            closed = (await connection.execute(select(is_closed))).scalar_one()
        return Closing(is_closed=closed, open_orders=count)

    async def delete(self, event: CloudEvent) -> None:
        """Close the buyer whose account is gone, and forget the person; once an event."""
        id, now = BuyerId(event.subject), func.now()
        async with self._database.transaction() as connection:
            if await is_new(connection, CONSUMER, event.id):
                await alone(connection, id)
                await connection.execute(_known(buyer_uuid(id), closed_at=now, deleted_at=now))
                await forget(connection, id)

    async def lock(self, event: CloudEvent, *, is_locked: bool) -> None:
        """Lock or unlock a buyer; once an event, and never against a newer one."""
        id = BuyerId(event.subject)
        said = {"is_locked": is_locked, "lock_sequence": event.sequence}
        told = insert_or(_buyers).values(id=buyer_uuid(id), **said)
        newer = told.on_conflict_do_update(
            index_elements=[_buyers.c.id],
            set_=said,
            where=_buyers.c.lock_sequence < event.sequence,
        )
        async with self._database.transaction() as connection:
            if await is_new(connection, CONSUMER, event.id):
                await alone(connection, id)
                await connection.execute(newer)

    async def forget_rest(self) -> int:
        """Forget what was still needed when the account went, now that no order is open."""
        ids = await self._forgettable()
        for id in ids:
            async with self._database.transaction() as connection:
                await alone(connection, id)
                await forget(connection, id)
        return len(ids)

    async def _forgettable(self) -> Sequence[BuyerId]:
        is_needed = exists().where(_orders.c.buyer_id == _buyers.c.id, _IS_OPEN)
        waiting = (
            select(_buyers.c.id)
            .where(_buyers.c.deleted_at.is_not(None), _buyers.c.forgotten_at.is_(None), ~is_needed)
            .order_by(_buyers.c.deleted_at)
            .limit(BATCH)
        )
        async with self._database.read() as connection:
            rows = await connection.execute(waiting)
        return [BuyerId(from_uuid(row.id, BUYER_PREFIX)) for row in rows]


def _known(id: UUID | None, **instants: Any) -> Any:
    """The row of a buyer with these instants; those it has already stay."""
    first = {name: func.coalesce(_buyers.c[name], now) for name, now in instants.items()}
    known = insert_or(_buyers).values(id=id, **instants)
    return known.on_conflict_do_update(index_elements=[_buyers.c.id], set_=first)
