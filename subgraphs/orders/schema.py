"""The orders subgraph's Query and Mutation: parse, call, match."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.federation.schema_directives import Cost

from subgraphs.common.cost import PAGED
from subgraphs.common.scalars import IdempotencyKey
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.scopes import requires_scopes
from subgraphs.orders.context import Info
from subgraphs.orders.domain.change import Change, ChangeOutcome, MarkDelivered, NotFound
from subgraphs.orders.domain.order import BuyerId
from subgraphs.orders.domain.placement import InProgress, InvalidValue, KeyReused, Placed
from subgraphs.orders.domain.sales import SummaryInterval
from subgraphs.orders.types.carts import AddToCartInput, Cart, CartPayload, UpdateCartItemInput
from subgraphs.orders.types.changes import (
    CancelOrderInput,
    CancelOrderPayload,
    OrderTransitionPayload,
    RefundOrderInput,
    RefundOrderPayload,
    ShipOrderInput,
)
from subgraphs.orders.types.lists import OrderFilter, OrderSort, order_list
from subgraphs.orders.types.orders import Order, OrderConnection, User, Viewer, orders_page
from subgraphs.orders.types.placement import (
    PlaceOrderInput,
    PlaceOrderPayload,
    RetryPaymentInput,
)
from subgraphs.orders.types.products import READ_ANY, Product
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
        return Order.if_readable(info, found)

    @requires_scopes(READ_ANY)
    @strawberry.field(
        description="Everybody's orders, page by page, both ways: `first` and `after`, or `last` "
        "and `before`.",
        directives=[PAGED],
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


@strawberry.type
class Mutation:
    @requires_scopes()
    @strawberry.mutation(description="Puts pieces aside, beside those that are there.")
    async def add_to_cart(self, info: Info, input: AddToCartInput) -> CartPayload:
        buyer = BuyerId(info.context.require_viewer().id)
        outcome = await info.context.carts.add(buyer, input.product_id, input.quantity)
        return CartPayload.from_domain(outcome)

    @requires_scopes()
    @strawberry.mutation(description="Has so many pieces of an item; 0 takes it out.")
    async def update_cart_item(self, info: Info, input: UpdateCartItemInput) -> CartPayload:
        buyer = BuyerId(info.context.require_viewer().id)
        outcome = await info.context.carts.change(buyer, input.cart_item_id, input.quantity)
        return CartPayload.from_domain(outcome)

    @requires_scopes()
    @strawberry.mutation(description="Takes everything out.")
    async def clear_cart(self, info: Info) -> CartPayload:
        buyer = BuyerId(info.context.require_viewer().id)
        return CartPayload.from_domain(await info.context.carts.clear(buyer))

    @requires_scopes("orders:write")
    @strawberry.mutation(
        description="Places at most one order per viewer and key; a retry gets the first outcome.",
        directives=[Cost(weight=20)],
    )
    async def place_order(self, info: Info, input: PlaceOrderInput) -> PlaceOrderPayload:
        viewer = info.context.require_viewer()
        outcome = await info.context.placements.place(input.to_domain(viewer.id))
        if isinstance(outcome, Placed | InProgress):
            info.context.loaders.renew(outcome.order)
        return PlaceOrderPayload.from_domain(outcome)

    @requires_scopes("orders:write")
    @strawberry.mutation(
        description="Places a declined order again, with another way to pay: at today's prices, "
        "within 20 hours.",
        directives=[Cost(weight=20)],
    )
    async def retry_payment(self, info: Info, input: RetryPaymentInput) -> PlaceOrderPayload:
        viewer = info.context.require_viewer()
        return PlaceOrderPayload.from_retry(await _make(info, input.to_domain(viewer.id)))

    @requires_scopes("orders:write")
    @strawberry.mutation(
        description="Cancels the viewer's own order before it is shipped: the money is let go.",
        directives=[Cost(weight=10)],
    )
    async def cancel_order(self, info: Info, input: CancelOrderInput) -> CancelOrderPayload:
        viewer = info.context.require_viewer()
        return CancelOrderPayload.from_domain(await _make(info, input.to_domain(viewer.id)))

    @requires_scopes("orders:fulfil")
    @strawberry.mutation(
        description="Charges what is held, and says that the parcel has left.",
        directives=[Cost(weight=10)],
    )
    async def ship_order(self, info: Info, input: ShipOrderInput) -> OrderTransitionPayload:
        viewer = info.context.require_viewer()
        return OrderTransitionPayload.from_domain(await _make(info, input.to_domain(viewer.id)))

    @requires_scopes("orders:fulfil")
    @strawberry.mutation(
        description="The parcel has arrived; two weeks later the order is completed."
    )
    async def mark_delivered(
        self, info: Info, order_id: strawberry.ID, idempotency_key: IdempotencyKey
    ) -> OrderTransitionPayload:
        change = MarkDelivered(
            actor=info.context.require_viewer().id,
            buyer_id=None,
            order_id=order_id,
            key=idempotency_key,
        )
        return OrderTransitionPayload.from_domain(await _make(info, change))

    @requires_scopes("orders:refund")
    @strawberry.mutation(
        description="Gives back what was charged, in part or all that is left.",
        directives=[Cost(weight=10)],
    )
    async def refund_order(self, info: Info, input: RefundOrderInput) -> RefundOrderPayload:
        viewer = info.context.require_viewer()
        return RefundOrderPayload.from_domain(await _make(info, input.to_domain(viewer.id)))


async def _make(info: Info, change: Change) -> ChangeOutcome:
    outcome = await info.context.changes.make(change)
    if not isinstance(outcome, NotFound | KeyReused | InvalidValue):
        info.context.loaders.renew(outcome.order)
    return outcome


schema = SubgraphSchema(query=Query, mutation=Mutation, types=[Order, User, Product, Cart])
