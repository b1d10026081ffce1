"""What the orders subgraph tells others: CloudEvents 1.0, each with an id made of what happened."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from subgraphs.common.money import Money
from subgraphs.orders.domain.order import Order, OrderEvent, Refund

SOURCE = "/commerce/orders"
# The names by which the ids of events are derived from their order, type and number.
NAMESPACE = uuid.UUID("5f2b0c7e-6d0e-5a39-9d5f-0f6a1c3c9e11")


@dataclass(frozen=True, kw_only=True, slots=True)
class CloudEvent:
    """One event as it travels (CloudEvents 1.0, structured mode); *sequence* orders an order's."""

    id: str
    type: str
    subject: str
    sequence: int
    time: datetime
    data: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The envelope with its data."""
        return {
            "specversion": "1.0",
            "id": self.id,
            "source": SOURCE,
            "type": self.type,
            "subject": self.subject,
            "time": self.time.isoformat(),
            "datacontenttype": "application/json",
            # As a string, because the extension of that name is one.
            "sequence": str(self.sequence),
            "data": self.data,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "CloudEvent":
        """The event in an envelope."""
        return cls(
            id=values["id"],
            type=values["type"],
            subject=values["subject"],
            sequence=int(values["sequence"]),
            time=datetime.fromisoformat(values["time"]),
            data=values["data"],
        )


def event_id(order_id: str, type: str, number: int) -> uuid.UUID:
    """The id of what happens to an order for the *number*th time; made again, it is the same."""
    return uuid.uuid5(NAMESPACE, f"{order_id}:{type}:{number}")


def cloud_event(event: OrderEvent, order: Order, refund: Refund | None = None) -> CloudEvent:
    """What is told of *event*; *order* is the order right after it, *refund* what was refunded."""
    total = order.charges and order.charges.total
    return CloudEvent(
        id=event.id,
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
