"""What others are to be told, written in the transaction that makes it so."""

from sqlalchemy.ext.asyncio import AsyncEngine

from subgraphs.common.events import CloudEvent
from subgraphs.common.outbox import outbox_broker
from subgraphs.common.postgres import Connection
from subgraphs.users import tables

EVENTS = "events"


class Outbox:
    """Writes rows on the caller's connection; they exist when its transaction does."""

    def __init__(self, engine: AsyncEngine) -> None:
        # Never started here: it reads nothing, and uses no connection but the caller's.
        self._broker = outbox_broker(engine, tables.outbox, tables.outbox_dead)

    async def tell(self, connection: Connection, event: CloudEvent) -> None:
        """Tell others of *event*, at least once."""
        await self._broker.publish(
            event.to_json(), queue=EVENTS, session=connection.sqlalchemy, timer_id=event.id
        )
