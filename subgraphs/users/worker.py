"""The users worker: tells others what happened to accounts, and tidies up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from faststream_outbox import OutboxBroker
from prometheus_client import Gauge

from subgraphs.common.errors import Unavailable
from subgraphs.common.events import CloudEvent
from subgraphs.common.outbox import outbox_broker
from subgraphs.common.settings import load
from subgraphs.common.worker import repeating, worker_app
from subgraphs.users import tables
from subgraphs.users.outbox import EVENTS
from subgraphs.users.parts import Parts
from subgraphs.users.settings import Settings

DEAD = Gauge("users_dead_letters", "Rows of the outbox that failed for good")

# One try and three more; whoever refuses an event then refuses it for a reason.
TRIES = 4
# A subscriber that is away is asked again for as long as it takes.
LONGEST_PAUSE_SECONDS = 30.0
# Longer than a call with its retries, 7 s; short, because it is what a crash costs an event.
LEASE_SECONDS = 10.0
HOUSEKEEPING_SECONDS = 60.0


class Patience:
    """When to try again: who is merely away for ever, who refuses three times more."""

    def get_next_attempt_delay(
        self,
        *,
        first_attempt_at: datetime,
        last_attempt_at: datetime,
        attempts_count: int,
        exception: BaseException | None = None,
    ) -> float | None:
        """Seconds, or None when the row is to be put among the dead."""
        pause = min(0.2 * 2.0 ** min(attempts_count, 10), LONGEST_PAUSE_SECONDS)
        if isinstance(exception, Unavailable):
            return pause
        return None if attempts_count >= TRIES else pause


def create_app() -> FastAPI:
    """Settings → parts → broker → process."""
    settings = load(Settings)
    parts = Parts(settings)
    broker = connected_broker(parts)

    async def observe() -> int:
        DEAD.set(await parts.dead_letters.count())
        return 0

    @asynccontextmanager
    async def work() -> AsyncIterator[None]:
        jobs = {"forget": parts.sessions.forget, "observe": observe}
        async with broker, repeating(HOUSEKEEPING_SECONDS, jobs):
            yield
        await parts.close()

    return worker_app("users-worker", settings, parts.database.ping, work)


def connected_broker(parts: Parts) -> OutboxBroker:
    """The broker with our handler; a row whose worker died is taken over after its lease."""
    broker = outbox_broker(parts.database.engine, tables.outbox, tables.outbox_dead)

    @broker.subscriber(
        EVENTS,
        max_workers=2,
        retry_strategy=Patience(),
        min_fetch_interval=0.2,
        max_fetch_interval=0.5,
        lease_ttl_seconds=LEASE_SECONDS,
    )
    async def relay(event: dict[str, Any]) -> None:
        await parts.relay.relay(CloudEvent.from_json(event))

    return broker
