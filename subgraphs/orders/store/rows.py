"""Rows of the orders database as domain values, and back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from subgraphs.common.ids import from_uuid, new_id, to_uuid
from subgraphs.common.money import Money
from subgraphs.orders.domain.order import (
    BUYER_PREFIX,
    ITEM_PREFIX,
    ORDER_PREFIX,
    PAYMENT_PREFIX,
    PRODUCT_PREFIX,
    Address,
    BuyerId,
    Order,
    OrderId,
    OrderItem,
    Payment,
    PaymentStatus,
    PricedLine,
    Refusal,
    RejectionReason,
    RequestedLine,
    State,
)


def to_order(row: Any) -> Order:
    """The order a row of `orders` holds."""
    return Order(
        id=OrderId(from_uuid(row.id, ORDER_PREFIX)),
        number=f"SO-{row.number}",
        buyer_id=BuyerId(from_uuid(row.buyer_id, BUYER_PREFIX)),
        state=State(row.state),
        requested=tuple(RequestedLine(**line) for line in row.requested),
        expected_total=_money(row.expected_total, row.currency),
        total=_money(row.total, row.currency),
        payment_token=row.payment_token,
        shipping_address=Address(**row.shipping_address),
        note=row.note,
        refusal=_to_refusal(row.refusal),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def to_item(row: Any) -> OrderItem:
    """The item a row of `order_items` holds."""
    line = PricedLine(
        product_id=from_uuid(row.product_id, PRODUCT_PREFIX),
        sku=row.sku,
        name=row.name,
        quantity=row.quantity,
        unit_price=Money(amount=row.unit_price, currency=row.currency),
    )
    order_id = OrderId(from_uuid(row.order_id, ORDER_PREFIX))
    return OrderItem(id=from_uuid(row.id, ITEM_PREFIX), order_id=order_id, line=line)


def to_payment(row: Any) -> Payment:
    """The payment a row of `payments` holds."""
    return Payment(
        id=from_uuid(row.id, PAYMENT_PREFIX),
        order_id=OrderId(from_uuid(row.order_id, ORDER_PREFIX)),
        status=PaymentStatus(row.status),
        amount=Money(amount=row.amount, currency=row.currency),
        method_label=row.method_label,
        failure_code=row.failure_code,
        created_at=row.created_at,
    )


def from_refusal(refusal: Refusal) -> dict[str, Any]:
    """The JSON in which a refusal is kept."""
    actual = refusal.actual and str(refusal.actual.amount)
    return {**asdict(refusal), "reason": refusal.reason.value, "actual": actual}


def from_lines(order: Order, lines: Sequence[PricedLine]) -> list[dict[str, Any]]:
    """The rows of `order_items` for an order's priced lines."""
    return [
        {
            "id": to_uuid(new_id(ITEM_PREFIX), ITEM_PREFIX),
            "order_id": to_uuid(order.id, ORDER_PREFIX),
            "position": position,
            "product_id": to_uuid(line.product_id, PRODUCT_PREFIX),
            "sku": line.sku,
            "name": line.name,
            "quantity": line.quantity,
            "unit_price": line.unit_price.amount,
            "currency": line.unit_price.currency,
        }
        for position, line in enumerate(lines)
    ]


def _to_refusal(stored: dict[str, Any] | None) -> Refusal | None:
    if stored is None:
        return None
    actual = stored["actual"]
    money = None if actual is None else Money.parse(actual)
    return Refusal(**{**stored, "reason": RejectionReason(stored["reason"]), "actual": money})


def _money(amount: Any, currency: str) -> Money | None:
    return None if amount is None else Money(amount=amount, currency=currency)
