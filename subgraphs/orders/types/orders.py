"""Orders as their buyers and staff read them."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from subgraphs.common.cost import PAGED, about
from subgraphs.common.errors import BadUserInput
from subgraphs.common.ids import to_uuid
from subgraphs.common.pages import decode_cursor, encode_cursor, page_of, page_size
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import Money, Node, PageInfo
from subgraphs.orders.context import Info
from subgraphs.orders.domain import order as domain
from subgraphs.orders.types.parts import (
    AddressSnapshot,
    OrderItem,
    Payment,
)

READ_ANY = "orders:read:any"
CURSOR_KIND = "orders:newest"


@strawberry.federation.type(
    keys=["id"], description="An order, from the moment its key was claimed."
)
class Order(Node):
    record: strawberry.Private[domain.Order]
    number: str = strawberry.field(description="For people: on the parcel and on the phone.")
    status: domain.OrderStatus
    user: "User | None" = strawberry.field(
        description="The buyer. Nullable on purpose: the users subgraph may be down, or the "
        "account deleted."
    )
    total: Money | None = strawberry.field(
        description="Null while the order is PENDING and not priced yet, and when it never was."
    )
    rejection: domain.RejectionReason | None = strawberry.field(
        description="Why it was not placed; null unless REJECTED."
    )
    shipping_address: AddressSnapshot
    note: str | None
    created_at: datetime
    updated_at: datetime

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

    @classmethod
    def from_domain(cls, order: domain.Order) -> "Order":
        """The GraphQL form of an order."""
        is_rejected = order.status is domain.OrderStatus.REJECTED
        return cls(
            id=strawberry.ID(order.id),
            record=order,
            number=order.number,
            status=order.status,
            user=User(id=strawberry.ID(order.buyer_id)),
            total=None if order.total is None else Money.from_domain(order.total),
            rejection=order.refusal.reason if order.refusal and is_rejected else None,
            shipping_address=AddressSnapshot.from_domain(order.shipping_address),
            note=order.note,
            created_at=order.created_at,
            updated_at=order.updated_at,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Order | None":
        """The order when the viewer may read it; "not yours" and "does not exist" are both None."""
        viewer = info.context.viewer
        order = await info.context.loaders.order_by_id.load(domain.OrderId(id))
        if viewer is None or order is None:
            return None
        if viewer.id != order.buyer_id and READ_ANY not in viewer.scopes:
            return None
        return cls.from_domain(order)


@strawberry.type
class OrderEdge:
    cursor: str
    node: Order


@strawberry.type
class OrderConnection:
    edges: list[OrderEdge]
    nodes: list[Order]
    page_info: PageInfo

    @classmethod
    def from_domain(
        cls, found: Sequence[domain.Order], wanted: domain.BuyerPage
    ) -> "OrderConnection":
        """The connection of one page, from the orders found for it."""
        page = page_of(found, wanted.first, wanted.after)
        nodes = [Order.from_domain(order) for order in page.items]
        cursors = [encode_cursor(CURSOR_KIND, order.id) for order in page.items]
        edges = [OrderEdge(cursor=c, node=node) for c, node in zip(cursors, nodes, strict=True)]
        info = PageInfo.of(cursors, has_next=page.has_next, has_previous=page.has_previous)
        return cls(edges=edges, nodes=nodes, page_info=info)


async def orders_of(info: Info, buyer_id: str, first: int, after: str | None) -> OrderConnection:
    """A buyer's orders, newest first."""
    wanted = domain.BuyerPage(
        buyer_id=domain.BuyerId(buyer_id),
        first=page_size(first),
        after=None if after is None else _order_behind(after),
    )
    info.context.spend(first)
    found = await info.context.loaders.orders_by_buyer.load(wanted)
    return OrderConnection.from_domain(found or (), wanted)


def _order_behind(after: str) -> domain.OrderId:
    (id,) = decode_cursor(after, CURSOR_KIND, 1)
    if to_uuid(id, domain.ORDER_PREFIX) is None:
        raise BadUserInput("`after` holds a position no page ever gave.")
    return domain.OrderId(id)


@strawberry.federation.type(keys=["id"])
class User:
    id: strawberry.ID

    @requires_scopes(READ_ANY, owner=lambda user: user.id)
    @strawberry.field(description="What this person ordered, newest first.", directives=[PAGED])
    async def orders(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> OrderConnection | None:
        return await orders_of(info, self.id, first, after)

    @classmethod
    def resolve_reference(cls, id: strawberry.ID) -> "User":
        """A person, as far as orders knows: nothing is looked up before a field is asked for."""
        return cls(id=id)


@strawberry.type(
    description="Everything about whoever is asking. Each part is nullable and owned by one "
    "subgraph: parts load in parallel and fail alone."
)
class Viewer:
    @strawberry.field(description="What the viewer ordered, newest first.", directives=[PAGED])
    async def orders(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> OrderConnection | None:
        return await orders_of(info, info.context.require_viewer().id, first, after)
