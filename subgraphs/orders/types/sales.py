"""What was sold when, for whoever runs the shop."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

import strawberry

from subgraphs.common import money
from subgraphs.common.cost import about
from subgraphs.common.types import Money
from subgraphs.orders.domain import sales as domain


@strawberry.type
class SalesBucket:
    start: datetime
    orders: int
    revenue: Money = strawberry.field(description="After cancellations and refunds.")
    cancelled: int


@strawberry.type(
    description="Orders by the time they were placed. Intervals without any are left out."
)
class SalesSummary:
    orders: int
    revenue: Money
    average_order_value: Money
    buckets: list[SalesBucket] = strawberry.field(directives=[about(31)])
    watermark: datetime = strawberry.field(description="Data is complete up to this instant.")

    @classmethod
    def from_domain(cls, summary: domain.SalesSummary) -> "SalesSummary":
        """The GraphQL form of a summary."""
        orders = sum(each.orders for each in summary.buckets)
        revenue = money.total(each.revenue for each in summary.buckets)
        average = (revenue.amount / (orders or 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return cls(
            orders=orders,
            revenue=Money.from_domain(revenue),
            average_order_value=Money.from_domain(money.Money(amount=average)),
            buckets=[
                SalesBucket(
                    start=each.start,
                    orders=each.orders,
                    revenue=Money.from_domain(each.revenue),
                    cancelled=each.cancelled,
                )
                for each in summary.buckets
            ],
            watermark=summary.watermark,
        )
