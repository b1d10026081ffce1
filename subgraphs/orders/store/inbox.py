"""Who has seen what: the mark that makes an event count once, made in the effect's transaction."""

from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.postgres import Connection, Prepared
from subgraphs.orders import tables

_MARK = Prepared(
    insert_or(tables.inbox).on_conflict_do_nothing().returning(tables.inbox.c.event_id),
    "consumer",
    "event_id",
)


async def is_new(connection: Connection, consumer: str, event_id: str) -> bool:
    """Mark an event as seen by *consumer*; whether it was not before."""
    seen = {"consumer": consumer, "event_id": event_id}
    return await connection.fetch_one(_MARK, seen) is not None
