"""Telling others what happened to accounts: at least once, to each of them."""

from collections.abc import Sequence
from typing import Protocol

from subgraphs.common.events import CloudEvent
from subgraphs.common.faults import reach


class Publisher(Protocol):
    """Where events go. Returns when the event cannot be lost any more."""

    async def publish(self, event: CloudEvent) -> None:
        """Take the event over; the same one may come again."""


class Relay:
    """Hands each event of the outbox to everybody; all of them know a repeat by its id."""

    def __init__(self, publishers: Sequence[Publisher]) -> None:
        self._publishers = publishers

    async def relay(self, event: CloudEvent) -> None:
        """Tell everybody of *event*."""
        for publisher in self._publishers:
            reach("users-relay:publish")
            await publisher.publish(event)
        reach("users-relay:published")
