"""Telling others: in order per order, at least once, each consumer counting it once."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from subgraphs.common.events import CloudEvent
from subgraphs.common.faults import reach
from subgraphs.orders.store import RelayStore


class NotYet(Exception):
    """An earlier event of the same order is still to be told."""


class Publisher(Protocol):
    """Where events go. Returns when the event cannot be lost any more."""

    async def publish(self, event: CloudEvent) -> None:
        """Take the event over; the same one may come again."""


class InProcess:
    """Hands events to consumers in this process; each marks in its own transaction what it saw."""

    def __init__(self, consumers: Sequence[Callable[[CloudEvent], Awaitable[None]]]) -> None:
        self._consumers = consumers

    async def publish(self, event: CloudEvent) -> None:
        for consume in self._consumers:
            await consume(event)


class Relay:
    """Takes events out of the outbox, one order's never out of turn."""

    def __init__(self, relays: RelayStore, publisher: Publisher) -> None:
        self._relays = relays
        self._publisher = publisher

    async def relay(self, event: CloudEvent) -> None:
        """Publish *event*; NotYet while an earlier one of its order waits."""
        if not await self._relays.is_next(event):
            raise NotYet(event.id)
        reach("relay:publish")
        await self._publisher.publish(event)
        reach("relay:published")
        await self._relays.note_told(event)
