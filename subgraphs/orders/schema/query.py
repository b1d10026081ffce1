"""What can be read of orders: parse, call, match."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.federation.schema_directives import Cost

from subgraphs.common.cost import PAGED_BOTH_WAYS
from subgraphs.common.scopes import requires_scopes
from subgraphs.orders.context import Info
from subgraphs.orders.domain.sales import SummaryInterval
from subgraphs.orders.types.lists import OrderFilter, OrderSort, order_list
from subgraphs.orders.types.orders import Order, OrderConnection, Viewer, orders_page
from subgraphs.orders.types.products import READ_ANY
from subgraphs.orders.types.sales import SalesSummary


@strawberry.type
class Query:
    @strawberry.federation.field(
        shareable=True, description="Everything about whoever is asking; null for a guest."
    )
    def viewer(self, info: Info) -> Viewer | None:
        return None if info.context.viewer is None else Viewer()

    @requires_scopes()
    @strawberry.field(description="The viewer's own order, or any order with `orders:read:any`.")
    async def order(self, info: Info, id: strawberry.ID) -> Order | None:
        return await Order.resolve_reference(info, id)

    @requires_scopes()
    @strawberry.field(description="As `order`, by what people call it, for instance SO-10001.")
    async def order_by_number(self, info: Info, number: str) -> Order | None:
        found = await info.context.loaders.order_by_number.load(number)
        return None if found is None else Order.from_domain(found)

    @requires_scopes(READ_ANY)
    @strawberry.field(
        description="Everybody's orders, page by page, both ways: `first` and `after`, or `last` "
        "and `before`.",
        directives=[PAGED_BOTH_WAYS],
    )
    async def orders(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: OrderFilter | None = None,
        sort: OrderSort | None = None,
    ) -> OrderConnection | None:
        wanted = order_list(
            first=first, after=after, last=last, before=before, filter=filter, sort=sort
        )
        return await orders_page(info, wanted)

    @requires_scopes("analytics:read")
    @strawberry.field(
        description="Sales of orders placed from `from` up to `to`.", directives=[Cost(weight=50)]
    )
    async def sales_summary(
        self,
        info: Info,
        since: Annotated[datetime, strawberry.argument(name="from")],
        to: datetime,
        interval: SummaryInterval = SummaryInterval.DAY,
    ) -> SalesSummary | None:
        found = await info.context.lists.summary(since, to, interval)
        return SalesSummary.from_domain(found)
