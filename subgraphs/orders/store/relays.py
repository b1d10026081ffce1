"""Events on their way out: what is told, what is still to be told, and what nobody could take."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, delete, exists, func, select, update

from subgraphs.common.events import CloudEvent
from subgraphs.common.faults import reach
from subgraphs.common.postgres import Database, Prepared
from subgraphs.orders import tables
from subgraphs.orders.domain.state import SETTLED
from subgraphs.orders.outbox import EVENTS
from subgraphs.orders.store.rows import order_uuid

# Source: the shop's idempotency contract. The order keeps its key for ever; only what other
# mutations were told is forgotten.
KEYS_KEPT = timedelta(hours=72)
SEEN_KEPT = timedelta(days=30)

_events, _dead = tables.order_events, tables.outbox_dead
_is_dead = exists().where(_dead.c.queue == EVENTS, _dead.c.timer_id == cast(_events.c.id, Text))
EARLIER = Prepared(
    select(_events.c.id)
    .where(_events.c.order_id == bindparam("order"), _events.c.sequence < bindparam("sequence"))
    .where(_events.c.is_public, _events.c.relayed_at.is_(None), ~_is_dead)
    .limit(1)
)
TOLD = Prepared(
    update(_events)
    .where(_events.c.id == bindparam("event"), _events.c.relayed_at.is_(None))
    .values(relayed_at=func.now())
)


class RelayStore:
    """Holds the engine; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_next(self, event: CloudEvent) -> bool:
        """Whether every earlier event of its order was told, or lies among the dead."""
        if event.sequence == 1:
            return True
        wanted = {"order": order_uuid(event.subject), "sequence": event.sequence}
        return await self._database.fetch_one(EARLIER, wanted) is None

    async def note_told(self, event: CloudEvent) -> None:
        """The event has reached everybody."""
        # One statement, so without a transaction round it.
        async with self._database.read() as connection:
            await connection.run(TOLD, {"event": UUID(event.id)})
        reach("relay:told")

    async def oldest_untold(self) -> timedelta:
        """How long the oldest event that is not told yet has waited; zero when there is none."""
        oldest: Any = select(func.now() - func.min(_events.c.occurred_at)).where(
            _events.c.is_public, _events.c.relayed_at.is_(None)
        )
        async with self._database.read() as connection:
            waited: timedelta | None = (await connection.execute(oldest)).scalar_one()
        return timedelta(0) if waited is None else waited

    async def forget(self) -> int:
        """Drop records nobody needs: old keys of settled orders, and what consumers have seen."""
        keys, orders, inbox = tables.idempotency_keys, tables.orders, tables.inbox
        settled = [state.value for state in SETTLED]
        is_settled = exists().where(orders.c.id == keys.c.order_id, orders.c.state.in_(settled))
        old_keys = delete(keys).where(keys.c.created_at < func.now() - KEYS_KEPT, is_settled)
        old_seen = delete(inbox).where(inbox.c.seen_at < func.now() - SEEN_KEPT)
        async with self._database.transaction() as connection:
            dropped = [await connection.execute(each) for each in (old_keys, old_seen)]
        return sum(each.rowcount for each in dropped)
