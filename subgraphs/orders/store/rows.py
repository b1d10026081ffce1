"""Rows of the orders database as domain values, and back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from subgraphs.common.ids import from_uuid, new_id, to_uuid
from subgraphs.common.money import Money
from subgraphs.common.postal import Address
from subgraphs.orders.domain.order import (
    BUYER_PREFIX,
    ITEM_PREFIX,
    ORDER_PREFIX,
    PAYMENT_PREFIX,
    PRODUCT_PREFIX,
    REFUND_PREFIX,
    BuyerId,
    CancelReason,
    Charges,
    Order,
    OrderEvent,
    OrderId,
    OrderItem,
    Payment,
    PaymentStatus,
    PricedLine,
    Refund,
    RefundStatus,
    Refusal,
    RejectionReason,
    RequestedLine,
    Shipment,
)
from subgraphs.orders.domain.state import EventType, OrderStatus, State


def to_order(row: Any) -> Order:
    """The order a row of `orders` holds."""
    return Order(
        id=OrderId(from_uuid(row.id, ORDER_PREFIX)),
        number=f"SO-{row.number}",
        buyer_id=BuyerId(from_uuid(row.buyer_id, BUYER_PREFIX)),
        state=State(row.state),
        version=row.version,
        attempt=row.attempt,
        requested=tuple(RequestedLine(**line) for line in row.requested),
        from_cart=row.from_cart,
        expected_total=_money(row.expected_total, row.currency),
        charges=_to_charges(row),
        refunded=Money(amount=row.refunded, currency=row.currency),
        payment_token=row.payment_token,
        shipping_address=Address(**row.shipping_address),
        note=row.note,
        refusal=to_refusal(row.refusal),
        cancel_reason=row.cancel_reason and CancelReason(row.cancel_reason),
        needs_attention=row.attention_at is not None,
        created_at=row.created_at,
        updated_at=row.updated_at,
        attempted_at=row.attempted_at,
    )


def to_item(row: Any) -> OrderItem:
    """The item a row of `order_items` holds."""
    line = PricedLine(
        product_id=from_uuid(row.product_id, PRODUCT_PREFIX),
        sku=row.sku,
        name=row.name,
        quantity=row.quantity,
        unit_price=Money(amount=row.unit_price, currency=row.currency),
        weight_grams=row.weight_grams,
    )
    order_id = OrderId(from_uuid(row.order_id, ORDER_PREFIX))
    return OrderItem(id=from_uuid(row.id, ITEM_PREFIX), order_id=order_id, line=line)


def to_payment(row: Any) -> Payment:
    """The payment a row of `payments` holds."""
    return Payment(
        id=from_uuid(row.id, PAYMENT_PREFIX),
        order_id=OrderId(from_uuid(row.order_id, ORDER_PREFIX)),
        attempt=row.attempt,
        status=PaymentStatus(row.status),
        amount=Money(amount=row.amount, currency=row.currency),
        method_label=row.method_label,
        failure_code=row.failure_code,
        reference=row.reference,
        created_at=row.created_at,
    )


def to_refund(row: Any) -> Refund:
    """The refund a row of `refunds` holds."""
    return Refund(
        id=from_uuid(row.id, REFUND_PREFIX),
        order_id=OrderId(from_uuid(row.order_id, ORDER_PREFIX)),
        number=row.number,
        status=RefundStatus(row.status),
        amount=Money(amount=row.amount, currency=row.currency),
        reason=row.reason,
        created_at=row.created_at,
    )


def to_shipment(row: Any) -> Shipment:
    """The parcel a row of `shipments` holds."""
    return Shipment(
        order_id=OrderId(from_uuid(row.order_id, ORDER_PREFIX)),
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
    )


def to_event(row: Any) -> OrderEvent:
    """The entry a row of `order_events` holds."""
    return OrderEvent(
        id=str(row.id),
        order_id=OrderId(from_uuid(row.order_id, ORDER_PREFIX)),
        sequence=row.sequence,
        type=EventType(row.type),
        status_before=row.status_before and OrderStatus(row.status_before),
        status_after=OrderStatus(row.status_after),
        actor=row.actor,
        note=row.note,
        occurred_at=row.occurred_at,
    )


def from_refusal(refusal: Refusal) -> dict[str, Any]:
    """The JSON in which a refusal is kept."""
    actual = refusal.actual and str(refusal.actual.amount)
    return {**asdict(refusal), "reason": refusal.reason.value, "actual": actual}


def to_refusal(stored: dict[str, Any] | None) -> Refusal | None:
    """The refusal kept as that JSON."""
    if stored is None:
        return None
    actual = stored["actual"]
    money = None if actual is None else Money.parse(actual)
    return Refusal(**{**stored, "reason": RejectionReason(stored["reason"]), "actual": money})


def from_lines(order: Order, lines: Sequence[PricedLine]) -> list[dict[str, Any]]:
    """The rows of `order_items` for an order's priced lines."""
    return [
        {
            "id": to_uuid(new_id(ITEM_PREFIX), ITEM_PREFIX),
            "order_id": order_uuid(order.id),
            "position": position,
            "product_id": to_uuid(line.product_id, PRODUCT_PREFIX),
            "sku": line.sku,
            "name": line.name,
            "quantity": line.quantity,
            "unit_price": line.unit_price.amount,
            "currency": line.unit_price.currency,
            "weight_grams": line.weight_grams,
        }
        for position, line in enumerate(lines)
    ]


def from_event(event: OrderEvent, number: int) -> dict[str, Any]:
    """The row of `order_events` for an entry."""
    return {
        "id": UUID(event.id),
        "order_id": order_uuid(event.order_id),
        "sequence": event.sequence,
        "type": event.type.value,
        "number": number,
        "status_before": event.status_before and event.status_before.value,
        "status_after": event.status_after.value,
        "actor": event.actor,
        "note": event.note,
        "is_public": event.type.is_public,
    }


def order_uuid(id: str) -> UUID | None:
    """How an order's id is stored; None when it is none."""
    return to_uuid(id, ORDER_PREFIX)


def buyer_uuid(id: str) -> UUID | None:
    """How a buyer's id is stored; None when it is none."""
    return to_uuid(id, BUYER_PREFIX)


def _to_charges(row: Any) -> Charges | None:
    if row.subtotal is None:
        return None
    return Charges(
        subtotal=Money(amount=row.subtotal, currency=row.currency),
        shipping=Money(amount=row.shipping, currency=row.currency),
        tax=Money(amount=row.tax, currency=row.currency),
    )


def _money(amount: Any, currency: str) -> Money | None:
    return None if amount is None else Money(amount=amount, currency=currency)
