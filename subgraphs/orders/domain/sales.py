"""What was sold when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from subgraphs.common.money import Money

# More bars than this nobody reads; ask for longer ones.
MAX_BUCKETS = 1_000


class SummaryInterval(Enum):
    """How long one bucket is; weeks begin on Monday, all in UTC."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def shortest(self) -> timedelta:
        """The least time one bucket takes."""
        days = {"hour": 1 / 24, "day": 1, "week": 7, "month": 28}
        return timedelta(days=days[self.value])


@dataclass(frozen=True, kw_only=True, slots=True)
class SalesBucket:
    """Orders placed in one interval that begins at *start*."""

    start: datetime
    orders: int
    revenue: Money
    cancelled: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SalesSummary:
    """Sales by interval; complete up to *watermark*."""

    buckets: Sequence[SalesBucket]
    watermark: datetime
