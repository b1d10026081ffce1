"""The orders worker: goes on with orders nobody drives, tells others, and tidies up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from faststream_outbox import OutboxBroker
from prometheus_client import Gauge

from subgraphs.common.events import CloudEvent
from subgraphs.common.outbox import outbox_broker
from subgraphs.common.settings import load
from subgraphs.common.worker import repeating, worker_app
from subgraphs.orders import tables
from subgraphs.orders.domain.order import OrderId
from subgraphs.orders.outbox import COMPLETIONS, EVENTS, WAKE_UPS
from subgraphs.orders.parts import Parts
from subgraphs.orders.service import NotYet, Unsettled
from subgraphs.orders.settings import Settings

LAG = Gauge("orders_event_lag_seconds", "Age of the oldest event that is not told yet")
DEAD = Gauge("orders_dead_letters", "Rows of the outbox that failed for good")
DRIFT = Gauge("orders_drift", "Differences between orders, provider and stock, last time")

# One try and three more; whoever fails then fails for a reason, and lies among the dead.
TRIES = 4
NOT_YET_SECONDS = 0.1
HOUSEKEEPING_SECONDS = 5.0
DAY_SECONDS = 86_400.0
# The others may be starting too.
START_SECONDS = 60.0


class Patience:
    """When to try again: what is merely unsettled for ever, what fails three times more."""

    def get_next_attempt_delay(
        self,
        *,
        first_attempt_at: datetime,
        last_attempt_at: datetime,
        attempts_count: int,
        exception: BaseException | None = None,
    ) -> float | None:
        """Seconds, or None when the row is to be put among the dead."""
        if isinstance(exception, Unsettled):
            return exception.delay.total_seconds()
        if isinstance(exception, NotYet):
            return NOT_YET_SECONDS
        return None if attempts_count >= TRIES else 0.2 * 2**attempts_count


def create_app() -> FastAPI:
    """Settings → parts → broker → process."""
    settings = load(Settings)
    parts = Parts(settings)
    broker = connected_broker(parts, settings.lease_seconds)

    @asynccontextmanager
    async def work() -> AsyncIterator[None]:
        jobs = {
            "forget": parts.relays.forget,
            "forget_people": parts.buyers.forget_rest,
            "observe": lambda: _observe(parts),
        }
        async with (
            broker,
            repeating(HOUSEKEEPING_SECONDS, jobs),
            repeating(DAY_SECONDS, {"reconcile": lambda: _reconcile(parts)}, START_SECONDS),
        ):
            yield
        await parts.outbox_database.close()
        await parts.close()

    return worker_app("orders-worker", settings, parts.database.ping, work)


def connected_broker(parts: Parts, lease_seconds: float) -> OutboxBroker:
    """The broker with our handlers; a row whose worker died is taken over after its lease."""
    broker = outbox_broker(parts.outbox_database.engine, tables.outbox, tables.outbox_dead)
    common: dict[str, Any] = {
        "retry_strategy": Patience(),
        "min_fetch_interval": 0.2,
        "max_fetch_interval": 0.5,
        "lease_ttl_seconds": lease_seconds,
    }

    @broker.subscriber(WAKE_UPS, max_workers=4, fetch_batch_size=4, **common)
    async def go_on(order_id: str) -> None:
        await parts.upkeep.go_on(OrderId(order_id))

    @broker.subscriber(COMPLETIONS, max_workers=1, **common)
    async def complete(order_id: str) -> None:
        await parts.upkeep.complete(OrderId(order_id))

    @broker.subscriber(
        EVENTS, max_workers=4, fetch_batch_size=100, terminal_flush_batch_size=100, **common
    )
    async def relay(event: dict[str, Any]) -> None:
        await parts.relay.relay(CloudEvent.from_json(event))

    return broker


async def _observe(parts: Parts) -> int:
    LAG.set((await parts.relays.oldest_untold()).total_seconds())
    DEAD.set(await parts.dead_letters.count())
    return 0


async def _reconcile(parts: Parts) -> int:
    DRIFT.set(len(await parts.reconciliation.drift()))
    return 0
