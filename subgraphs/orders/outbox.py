"""What is to be done later, written in the transaction that makes it necessary.

A port over faststream-outbox: the rows are its rows, the worker reads them through its broker.
"""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from subgraphs.common.events import CloudEvent
from subgraphs.common.outbox import outbox_broker
from subgraphs.common.postgres import Connection
from subgraphs.orders import tables
from subgraphs.orders.domain.order import OrderId

# What is told to others.
EVENTS = "events"
# Orders somebody must go on with.
WAKE_UPS = "wake-ups"
# Delivered orders that are completed when nobody has sent them back.
COMPLETIONS = "completions"


class Outbox:
    """Writes rows on the caller's connection; they exist when its transaction does."""

    def __init__(self, engine: AsyncEngine) -> None:
        # Never started here: it reads nothing, and uses no connection but the caller's.
        self._broker = outbox_broker(engine, tables.outbox, tables.outbox_dead)

    async def tell(self, connection: Connection, event: CloudEvent) -> None:
        """Tell others of *event*, at least once, behind every earlier event of its order."""
        await self._broker.publish(
            event.to_json(), queue=EVENTS, session=connection.sqlalchemy, timer_id=event.id
        )

    async def wake(
        self, connection: Connection, timer: str, order_id: OrderId, after: timedelta
    ) -> None:
        """Have the worker go on with an order, unless *timer* is cancelled before."""
        await self._broker.publish(
            order_id,
            queue=WAKE_UPS,
            session=connection.sqlalchemy,
            timer_id=timer,
            activate_in=after,
        )

    async def cancel(self, connection: Connection, timer: str) -> None:
        """Nobody needs to go on any more; a worker that has begun finds nothing to do."""
        await self._broker.cancel_timer(
            queue=WAKE_UPS, timer_id=timer, session=connection.sqlalchemy
        )

    async def complete(self, connection: Connection, order_id: OrderId, after: timedelta) -> None:
        """Have the worker complete a delivered order, once."""
        await self._broker.publish(
            order_id,
            queue=COMPLETIONS,
            session=connection.sqlalchemy,
            timer_id=order_id,
            activate_in=after,
        )
