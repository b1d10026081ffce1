"""Sales: a projection of the events, and how far it goes."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.events import CloudEvent
from subgraphs.common.money import Money
from subgraphs.common.postgres import Database, Prepared
from subgraphs.orders import tables
from subgraphs.orders.domain.sales import SalesBucket, SalesSummary, SummaryInterval
from subgraphs.orders.store.inbox import is_new

CONSUMER = "sales"
# Whatever is written by a transaction that runs now may be told with the time it began.
OLDEST_WRITER = text(
    "select coalesce(min(xact_start), clock_timestamp()) from pg_stat_activity "
    "where datname = current_database() and pid <> pg_backend_pid() "
    "and backend_type = 'client backend'"
)

_COUNTED = ("orders", "revenue", "cancelled")
_counted = insert_or(tables.sales)
COUNT = Prepared(
    _counted.on_conflict_do_update(
        index_elements=[tables.sales.c.hour],
        set_={name: tables.sales.c[name] + _counted.excluded[name] for name in _COUNTED},
    ),
    "hour",
    *_COUNTED,
)


class SalesStore:
    """Holds the engine; each method is one transaction, or a few reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def consume(self, event: CloudEvent) -> None:
        """Count an event once, however often it comes."""
        change = _change(event)
        if change is None:
            return
        async with self._database.transaction() as connection:
            if await is_new(connection, CONSUMER, event.id):
                await connection.run(COUNT, {"hour": _hour(event), **change})

    async def summary(
        self, since: datetime, until: datetime, interval: SummaryInterval
    ) -> SalesSummary:
        """Sales of orders placed from *since* up to *until*, interval by interval."""
        events, sales = tables.order_events, tables.sales
        untold = select(func.min(events.c.occurred_at)).where(
            events.c.is_public, events.c.relayed_at.is_(None)
        )
        start = func.date_trunc(interval.value, sales.c.hour, "UTC").label("start")
        buckets = (
            select(
                start,
                func.sum(sales.c.orders).label("orders"),
                func.sum(sales.c.revenue).label("revenue"),
                func.sum(sales.c.cancelled).label("cancelled"),
            )
            .where(sales.c.hour >= since, sales.c.hour < until)
            .group_by(start)
            .order_by(start)
        )
        # In this order: a transaction that ends between two reads is seen by the later one.
        async with self._database.read() as connection:
            oldest_writer: datetime = (await connection.execute(OLDEST_WRITER)).scalar_one()
            oldest_untold: datetime | None = (await connection.execute(untold)).scalar_one()
            rows = (await connection.execute(buckets)).all()
        watermark = min(oldest_writer, oldest_untold or oldest_writer)
        return SalesSummary(buckets=_buckets(rows), watermark=watermark)


def _change(event: CloudEvent) -> dict[str, Any] | None:
    total = Decimal((event.data["total"] or {}).get("amount", 0))
    match event.type:
        case "commerce.order.confirmed.v1":
            return {"orders": 1, "revenue": total, "cancelled": 0}
        case "commerce.order.cancelled.v1":
            return {"orders": 0, "revenue": -total, "cancelled": 1}
        case "commerce.order.refunded.v1":
            return {
                "orders": 0,
                "revenue": -Decimal(event.data["refund"]["amount"]),
                "cancelled": 0,
            }
        case _:
            return None


def _hour(event: CloudEvent) -> datetime:
    placed_at = datetime.fromisoformat(event.data["placedAt"])
    return placed_at.replace(minute=0, second=0, microsecond=0)


def _buckets(rows: Sequence[Any]) -> list[SalesBucket]:
    return [
        SalesBucket(
            start=row.start,
            orders=row.orders,
            revenue=Money(amount=row.revenue),
            cancelled=row.cancelled,
        )
        for row in rows
    ]
