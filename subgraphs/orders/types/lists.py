"""Lists of orders: filter, sort, and pages both ways as Relay connections."""

from datetime import datetime
from decimal import Decimal

import strawberry

from subgraphs.common.pages import walk
from subgraphs.orders.domain import lists as domain
from subgraphs.orders.domain.order import BuyerId
from subgraphs.orders.domain.state import OrderStatus
from subgraphs.orders.service.lists import position


@strawberry.input(description="All conditions must hold; one left out does not count.")
class OrderFilter:
    statuses: list[OrderStatus] | None = None
    placed_after: datetime | None = strawberry.field(default=None, description="From then on.")
    placed_before: datetime | None = strawberry.field(default=None, description="Before then.")
    min_total: Decimal | None = strawberry.field(
        default=None, description="Orders that are not priced yet are left out."
    )

    def to_domain(self) -> domain.OrderFilter:
        """The filter as the domain knows it."""
        return domain.OrderFilter(
            statuses=None if self.statuses is None else tuple(self.statuses),
            placed_after=self.placed_after,
            placed_before=self.placed_before,
            min_total=self.min_total,
        )


@strawberry.input(description="Equal values are ordered by id.")
class OrderSort:
    field: domain.OrderSortField = domain.OrderSortField.PLACED_AT
    direction: domain.SortDirection = domain.SortDirection.DESC

    def to_domain(self) -> domain.OrderSort:
        """The order as the domain knows it."""
        return domain.OrderSort(field=self.field, direction=self.direction)


def order_list(
    *,
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
    filter: OrderFilter | None,
    sort: OrderSort | None,
    buyer_id: str | None = None,
    product_id: str | None = None,
) -> domain.OrderList:
    """The page that is meant; BAD_USER_INPUT when it is not clear which."""
    walked = walk(first, after, last, before)
    order = (sort or OrderSort()).to_domain()
    return domain.OrderList(
        size=walked.size,
        buyer_id=None if buyer_id is None else BuyerId(buyer_id),
        product_id=product_id,
        filter=(filter or OrderFilter()).to_domain(),
        sort=order,
        position=None if walked.cursor is None else position(walked.cursor, order),
        backwards=walked.backwards,
    )
