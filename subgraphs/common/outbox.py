"""The outbox's broker: rows written in the transaction that makes them necessary."""

from typing import Any

from faststream_outbox import OutboxBroker
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine


def outbox_broker(
    engine: AsyncEngine, outbox_table: Table, dead_table: Table, **options: Any
) -> OutboxBroker:
    """The broker over a subgraph's tables."""
    return OutboxBroker(
        engine,
        outbox_table=outbox_table,
        dlq_table=dead_table,
        # Two log lines a message, otherwise.
        logger=None,
        # A value of a message may be in the text of its failure, and failures are kept.
        last_exception_renderer=lambda error: type(error).__name__,
        **options,
    )
