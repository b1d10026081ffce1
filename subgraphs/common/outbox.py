"""The outbox: rows written in the transaction that makes them necessary, and those that failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from faststream_outbox import OutboxBroker
from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from subgraphs.common.postgres import Database


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Dead:
    """A row of the outbox that failed for good."""

    id: int
    queue: str
    name: str | None
    failure: str
    exception: str | None
    deliveries: int
    failed_at: datetime


class DeadLetters:
    """What failed for good, and another try for it."""

    def __init__(self, database: Database, outbox_table: Table, dead_table: Table) -> None:
        self._database = database
        self._outbox = outbox_table
        self._dead = dead_table

    async def found(self) -> Sequence[Dead]:
        """What failed for good, oldest first."""
        dead = self._dead
        async with self._database.read() as connection:
            rows = await connection.execute(select(dead).order_by(dead.c.id))
        return [
            Dead(
                id=row.id,
                queue=row.queue,
                name=row.timer_id,
                failure=row.failure_reason,
                exception=row.last_exception,
                deliveries=row.deliveries_count,
                failed_at=row.failed_at,
            )
            for row in rows
        ]

    async def count(self) -> int:
        """How many failed for good."""
        async with self._database.read() as connection:
            counted = await connection.execute(select(func.count()).select_from(self._dead))
        return int(counted.scalar_one())

    async def replay(self) -> int:
        """Try everything again that failed for good; how much that was."""
        kept = ("queue", "payload", "headers", "timer_id")
        back = delete(self._dead).returning(*(self._dead.c[name] for name in kept)).cte("back")
        again = insert(self._outbox).from_select(kept, select(*(back.c[name] for name in kept)))
        async with self._database.transaction() as connection:
            return int((await connection.execute(again)).rowcount)
