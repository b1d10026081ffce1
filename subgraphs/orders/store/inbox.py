"""Who has seen what: the mark that makes an event count once, made in the effect's transaction."""

from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.postgres import Connection
from subgraphs.orders import tables


async def is_new(connection: Connection, consumer: str, event_id: str) -> bool:
    """Mark an event as seen by *consumer*; whether it was not before."""
    seen = insert_or(tables.inbox).values(consumer=consumer, event_id=event_id)
    marked = seen.on_conflict_do_nothing().returning(tables.inbox.c.event_id)
    return (await connection.execute(marked)).one_or_none() is not None
