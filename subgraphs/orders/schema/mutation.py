"""What can be done with carts and orders: parse, call, match."""

import strawberry
from strawberry.federation.schema_directives import Cost

from subgraphs.common.scalars import IdempotencyKey
from subgraphs.common.scopes import requires_scopes
from subgraphs.orders.context import Info
from subgraphs.orders.domain.change import Change, ChangeOutcome, MarkDelivered, NotFound
from subgraphs.orders.domain.order import BuyerId
from subgraphs.orders.domain.placement import InProgress, InvalidValue, KeyReused, Placed
from subgraphs.orders.types.buyers import BuyerClosing
from subgraphs.orders.types.carts import AddToCartInput, CartPayload, UpdateCartItemInput
from subgraphs.orders.types.changes import (
    CancelOrderInput,
    CancelOrderPayload,
    OrderTransitionPayload,
    RefundOrderInput,
    RefundOrderPayload,
    ShipOrderInput,
)
from subgraphs.orders.types.placement import (
    PlaceOrderInput,
    PlaceOrderPayload,
    RetryPaymentInput,
)


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

    @requires_scopes("internal:accounts")
    @strawberry.federation.mutation(
        inaccessible=True,
        description="Closes a buyer for ever, unless an order of theirs is open; repeatable.",
    )
    async def close_buyer(self, info: Info, user_id: strawberry.ID) -> BuyerClosing:
        return BuyerClosing.from_domain(await info.context.buyers.close(user_id))


async def _make(info: Info, change: Change) -> ChangeOutcome:
    outcome = await info.context.changes.make(change)
    if not isinstance(outcome, NotFound | KeyReused | InvalidValue):
        info.context.loaders.renew(outcome.order)
    return outcome
