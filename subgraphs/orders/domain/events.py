"""What the orders subgraph tells others: CloudEvents 1.0, each with an id made of what happened."""

import uuid

from subgraphs.common.events import CloudEvent
from subgraphs.common.money import Money
from subgraphs.orders.domain.order import Order, OrderEvent, Refund

SOURCE = "/commerce/orders"
# The names by which the ids of events are derived from their order, type and number.
NAMESPACE = uuid.UUID("5f2b0c7e-6d0e-5a39-9d5f-0f6a1c3c9e11")


def event_id(order_id: str, type: str, number: int) -> uuid.UUID:
    """The id of what happens to an order for the *number*th time; made again, it is the same."""
    return uuid.uuid5(NAMESPACE, f"{order_id}:{type}:{number}")


def cloud_event(event: OrderEvent, order: Order, refund: Refund | None = None) -> CloudEvent:
    """What is told of *event*; *order* is the order right after it, *refund* what was refunded."""
    total = order.charges and order.charges.total
    return CloudEvent(
        id=event.id,
        source=SOURCE,
        type=f"commerce.order.{event.type.value.lower()}.v1",
        subject=order.id,
        sequence=event.sequence,
        time=event.occurred_at,
        data={
            "orderId": order.id,
            "number": order.number,
            "buyerId": order.buyer_id,
            "status": event.status_after.value,
            "total": total and _money(total),
            "refund": refund and _money(refund.amount),
            "placedAt": order.created_at.isoformat(),
        },
    )


def _money(money: Money) -> dict[str, str]:
    return {"amount": str(money.amount), "currency": money.currency}
