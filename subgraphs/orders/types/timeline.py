"""What happened to an order, entry by entry."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from subgraphs.common.errors import BadUserInput
from subgraphs.common.pages import decode_cursor, encode_cursor, page_of, page_size
from subgraphs.common.types import PageInfo
from subgraphs.orders.context import Info
from subgraphs.orders.domain.order import OrderEvent as DomainEvent
from subgraphs.orders.domain.order import OrderId, TimelinePage
from subgraphs.orders.domain.state import EventType, OrderStatus

if TYPE_CHECKING:
    from subgraphs.orders.types.orders import Order

CURSOR_KIND = "orders:timeline"
OrderLater = Annotated["Order", strawberry.lazy("subgraphs.orders.types.orders")]


@strawberry.type(description="One immutable entry for each thing that happened to an order.")
class OrderEvent:
    record: strawberry.Private[DomainEvent]
    id: strawberry.ID
    type: EventType
    from_: OrderStatus | None = strawberry.field(
        name="from", description="The status before; null for the first entry."
    )
    to: OrderStatus
    actor: str = strawberry.field(
        description="The id of who did it; `orders` when the shop did it by itself."
    )
    note: str | None
    occurred_at: datetime

    @strawberry.field(description="The order as it is now.")
    async def order(self, info: Info) -> OrderLater | None:
        from subgraphs.orders.types.orders import Order

        found = await info.context.loaders.order_by_id.load(self.record.order_id)
        return None if found is None else Order.from_domain(found)

    @classmethod
    def from_domain(cls, event: DomainEvent) -> "OrderEvent":
        """The GraphQL form of an entry."""
        return cls(
            record=event,
            id=strawberry.ID(event.id),
            type=event.type,
            from_=event.status_before,
            to=event.status_after,
            actor=event.actor,
            note=event.note,
            occurred_at=event.occurred_at,
        )


@strawberry.type
class OrderEventEdge:
    cursor: str
    node: OrderEvent


@strawberry.type
class OrderEventConnection:
    edges: list[OrderEventEdge]
    nodes: list[OrderEvent]
    page_info: PageInfo


async def timeline(
    info: Info, order_id: OrderId, first: int, after: str | None
) -> OrderEventConnection:
    """A page of an order's timeline, oldest first."""
    size = page_size(first)
    info.context.spend(size)
    wanted = TimelinePage(order_id=order_id, first=size, after=_sequence(after))
    found = await info.context.loaders.timeline.load(wanted)
    page = page_of(found or (), size, after)
    nodes = [OrderEvent.from_domain(each) for each in page.items]
    cursors = [encode_cursor(CURSOR_KIND, str(each.sequence)) for each in page.items]
    return OrderEventConnection(
        edges=[OrderEventEdge(cursor=c, node=node) for c, node in zip(cursors, nodes, strict=True)],
        nodes=nodes,
        page_info=PageInfo.of(cursors, has_next=page.has_next, has_previous=page.has_previous),
    )


def _sequence(after: str | None) -> int:
    if after is None:
        return 0
    (sequence,) = decode_cursor(after, CURSOR_KIND, 1)
    if not (sequence.isascii() and sequence.isdigit() and len(sequence) < 10):
        raise BadUserInput("`after` holds a position no page ever gave.")
    return int(sequence)
