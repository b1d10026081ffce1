"""Whose turn it is: what the instants of a ring's keys mean at a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """What a key is good for."""

    # Published, so that verifiers know it when it begins to sign.
    NEXT = "next"
    SIGNING = "signing"
    # Published for the tokens it signed.
    RETIRING = "retiring"
    # Every token of it has ended.
    DEAD = "dead"


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """One key's time; without a successor it does not end."""

    signs_from: datetime
    signs_until: datetime | None
    published_until: datetime | None

    def state(self, now: datetime) -> State:
        """What the key is good for at *now*."""
        if now < self.signs_from:
            return State.NEXT
        if self.signs_until is None or now < self.signs_until:
            return State.SIGNING
        if self.published_until is None or now < self.published_until:
            return State.RETIRING
        return State.DEAD


def turns(instants: Iterable[datetime], keep: timedelta) -> list[Turn]:
    """The turns of keys that sign from *instants*, the oldest first."""
    ordered = sorted(instants)
    successors = [*ordered[1:], None] if ordered else []
    return [
        Turn(
            signs_from=instant,
            signs_until=successor,
            published_until=None if successor is None else successor + keep,
        )
        for instant, successor in zip(ordered, successors, strict=True)
    ]
