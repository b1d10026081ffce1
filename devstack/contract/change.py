"""A difference of two graphs, as it is told to people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Level(StrEnum):
    """What a change does to living clients; the worst is last."""

    SAFE = "safe"
    DANGEROUS = "dangerous"
    BREAKING = "breaking"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A difference, judged by who uses what it touches."""

    level: Level
    message: str
    # "ios 4.1.0 operation `OrderHistory`"
    users: Sequence[str] = ()
    # Why the level is not what the difference alone would make it.
    remark: str = ""

    def __str__(self) -> str:
        """As people read it: what, why it counts so, and for whom."""
        remark = f" ({self.remark})" if self.remark else ""
        return self.message + remark + (f" for {', '.join(self.users)}" if self.users else "")

    def joined(self, other: "Change") -> "Change":
        """The same difference, seen from two baselines: the worse level, all users."""
        worse = max(self, other, key=lambda each: list(Level).index(each.level))
        return replace(worse, users=sorted({*self.users, *other.users}))
