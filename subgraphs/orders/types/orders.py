"""Orders as their buyers and staff read them."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from subgraphs.common import money
from subgraphs.common.auth import Viewer as Asking
from subgraphs.common.cost import PAGED, about
from subgraphs.common.pages import page_of_walk
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import Money, Node, PageInfo
from subgraphs.orders.context import Info
from subgraphs.orders.domain import order as domain
from subgraphs.orders.domain.change import allows
from subgraphs.orders.domain.lists import OrderList
from subgraphs.orders.domain.state import OrderAction, OrderStatus
from subgraphs.orders.service.lists import cursor
from subgraphs.orders.types.carts import Cart, cart_of
from subgraphs.orders.types.lists import OrderFilter, OrderSort, order_list
from subgraphs.orders.types.parts import AddressSnapshot, OrderItem, Payment, Shipment
from subgraphs.orders.types.products import READ_ANY
from subgraphs.orders.types.timeline import OrderEventConnection, timeline

# What somebody must be to do it: the buyer, or staff with this scope.
STAFF = {
    OrderAction.SHIP: "orders:fulfil",
    OrderAction.MARK_DELIVERED: "orders:fulfil",
    OrderAction.REFUND: "orders:refund",
}


@requires_scopes(READ_ANY, owner=lambda order: order.record.buyer_id)
@strawberry.federation.type(
    keys=["id"], description="An order, from the moment its key was claimed."
)
class Order(Node):
    record: strawberry.Private[domain.Order]
    number: str = strawberry.field(description="For people: on the parcel and on the phone.")
    status: OrderStatus
    user: "User | None" = strawberry.field(
        description="The buyer. Nullable on purpose: the users subgraph may be down, or the "
        "account deleted."
    )
    subtotal: Money | None = strawberry.field(
        description="What the items cost. Null until the order is priced, as are the other three."
    )
    shipping: Money | None
    tax: Money | None = strawberry.field(
        description="How much of the total is tax: prices include it."
    )
    total: Money | None = strawberry.field(description="What is charged: items and shipping.")
    rejection: domain.RejectionReason | None = strawberry.field(
        description="Why it was not placed; null unless REJECTED."
    )
    shipping_address: AddressSnapshot
    cancel_reason: domain.CancelReason | None
    note: str | None
    created_at: datetime
    updated_at: datetime

    @strawberry.field(description="What the viewer may do now.")
    def allowed_actions(self, info: Info) -> list[OrderAction]:
        viewer = info.context.viewer
        return [] if viewer is None else _allowed(self.record, viewer)

    @strawberry.field(
        description="What is bought; empty until the order is priced.",
        directives=[about(10)],
    )
    async def items(self, info: Info) -> list[OrderItem]:
        found = await info.context.loaders.items_by_order.load(self.record.id)
        return [OrderItem.from_domain(item) for item in found or ()]

    @strawberry.field(description="Null until the provider was asked.")
    async def payment(self, info: Info) -> Payment | None:
        found = await info.context.loaders.payment_by_order.load(self.record.id)
        return None if found is None else Payment.from_domain(found)

    @strawberry.field(description="The parcel; null until it has left.")
    async def shipment(self, info: Info) -> Shipment | None:
        found = await info.context.loaders.shipment_by_order.load(self.record.id)
        return None if found is None else Shipment.from_domain(found)

    @strawberry.field(description="What happened to it, oldest first.", directives=[PAGED])
    async def timeline(
        self, info: Info, first: int = 50, after: str | None = None
    ) -> OrderEventConnection:
        return await timeline(info, self.record.id, first, after)

    @classmethod
    def from_domain(cls, order: domain.Order) -> "Order":
        """The GraphQL form of an order."""
        price = order.charges
        is_rejected = order.status is OrderStatus.REJECTED
        return cls(
            id=strawberry.ID(order.id),
            record=order,
            number=order.number,
            status=order.status,
            user=User(id=strawberry.ID(order.buyer_id)),
            subtotal=_money(price.subtotal if price else None),
            shipping=_money(price.shipping if price else None),
            tax=_money(price.tax if price else None),
            total=_money(price.total if price else None),
            rejection=order.refusal.reason if order.refusal and is_rejected else None,
            cancel_reason=order.cancel_reason,
            shipping_address=AddressSnapshot.from_domain(order.shipping_address),
            note=order.note,
            created_at=order.created_at,
            updated_at=order.updated_at,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Order | None":
        """The order another subgraph points at; None when there is none."""
        found = await info.context.loaders.order_by_id.load(domain.OrderId(id))
        return None if found is None else cls.from_domain(found)


@strawberry.type
class OrderEdge:
    cursor: str
    node: Order


@strawberry.type
class OrderConnection:
    wanted: strawberry.Private[OrderList]
    edges: list[OrderEdge]
    nodes: list[Order]
    page_info: PageInfo

    @strawberry.field(description="How many there are in all; counting stops at 10,000.")
    async def total_count(self, info: Info) -> int | None:
        return await info.context.lists.count(self.wanted)

    @classmethod
    def from_domain(cls, found: Sequence[domain.Order], wanted: OrderList) -> "OrderConnection":
        """The connection of one page, from the orders a walk in its direction found."""
        page = page_of_walk(found, wanted.size, wanted.position, backwards=wanted.backwards)
        nodes = [Order.from_domain(order) for order in page.items]
        cursors = [cursor(order, wanted.sort) for order in page.items]
        return cls(
            wanted=wanted,
            edges=[OrderEdge(cursor=c, node=node) for c, node in zip(cursors, nodes, strict=True)],
            nodes=nodes,
            page_info=PageInfo.of(cursors, has_next=page.has_next, has_previous=page.has_previous),
        )


async def orders_page(info: Info, wanted: OrderList) -> OrderConnection:
    """One page of a list."""
    info.context.spend(wanted.size)
    found = await info.context.loaders.orders_by_list.load(wanted)
    return OrderConnection.from_domain(found or (), wanted)


@strawberry.federation.type(keys=["id"])
class User:
    id: strawberry.ID

    @requires_scopes(READ_ANY, owner=lambda user: user.id)
    @strawberry.field(description="What this person ordered, newest first.", directives=[PAGED])
    async def orders(
        self,
        info: Info,
        first: int = 20,
        after: str | None = None,
        filter: OrderFilter | None = None,
        sort: OrderSort | None = None,
    ) -> OrderConnection | None:
        wanted = order_list(first=first, after=after, filter=filter, sort=sort, buyer_id=self.id)
        return await orders_page(info, wanted)

    @requires_scopes(owner=lambda user: user.id)
    @strawberry.field(description="What this person has put aside; null for an unused cart.")
    async def cart(self, info: Info) -> Cart | None:
        return await cart_of(info, self.id)

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "User":
        """A person, as far as orders knows: nothing is looked up before a field is asked for."""
        return cls(id=id)


@strawberry.type(
    description="Everything about whoever is asking. Each part is nullable and owned by one "
    "subgraph: parts load in parallel and fail alone."
)
class Viewer:
    @requires_scopes()
    @strawberry.field(description="What the viewer ordered, newest first.", directives=[PAGED])
    async def orders(
        self,
        info: Info,
        first: int = 20,
        after: str | None = None,
        filter: OrderFilter | None = None,
        sort: OrderSort | None = None,
    ) -> OrderConnection | None:
        id = info.context.require_viewer().id
        wanted = order_list(first=first, after=after, filter=filter, sort=sort, buyer_id=id)
        return await orders_page(info, wanted)

    @requires_scopes()
    @strawberry.field(description="What the viewer has put aside; null for an unused cart.")
    async def cart(self, info: Info) -> Cart | None:
        return await cart_of(info, info.context.require_viewer().id)


def _allowed(order: domain.Order, viewer: Asking) -> list[OrderAction]:
    return [
        action
        for action in OrderAction
        if allows(order, action)
        and (STAFF[action] in viewer.scopes if action in STAFF else viewer.id == order.buyer_id)
    ]


def _money(amount: money.Money | None) -> Money | None:
    return None if amount is None else Money.from_domain(amount)
