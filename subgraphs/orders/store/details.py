"""What a transition makes known besides the state: its rows, written in its transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, any_, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.ids import new_id, to_uuid
from subgraphs.common.postgres import Connection, Prepared
from subgraphs.orders import tables
from subgraphs.orders.domain.order import (
    PAYMENT_PREFIX,
    REFUND_PREFIX,
    CancelReason,
    Charges,
    Order,
    PaymentStatus,
    PricedLine,
    Refund,
    Refusal,
)
from subgraphs.orders.domain.state import EventType, State
from subgraphs.orders.store.rows import from_lines, from_refusal, order_uuid

PLACING = ("placeOrder", "retryPayment")

_payments, _keys = tables.payments, tables.idempotency_keys
ADD_ITEM = Prepared(
    insert(tables.order_items), *(column.name for column in tables.order_items.columns)
)
ADD_PAYMENT = Prepared(
    insert(_payments),
    "id",
    "order_id",
    "attempt",
    "status",
    "amount",
    "currency",
    "method_label",
    "failure_code",
    "reference",
)
SETTLE_PAYMENT = Prepared(
    update(_payments).where(
        _payments.c.order_id == bindparam("order"), _payments.c.attempt == bindparam("number")
    ),
    "status",
)
# What the key of a try is told from now on, whatever becomes of the order.
TELL_KEY = Prepared(
    update(_keys).where(
        _keys.c.order_id == bindparam("order"),
        _keys.c.outcome.is_(None),
        _keys.c.mutation == any_(literal(PLACING, ARRAY(Text))),
    ),
    "outcome",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """What is known of a parcel before it leaves."""

    carrier: str
    tracking_number: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What a transition makes known besides the state."""

    lines: Sequence[PricedLine] = ()
    charges: Charges | None = None
    refusal: Refusal | None = None
    cancel_reason: CancelReason | None = None
    payment: PaymentStatus | None = None
    method_label: str | None = None
    failure_code: str | None = None
    reference: str | None = None
    # The next try of placing, to be paid so.
    payment_token: str | None = None
    parcel: Parcel | None = None
    # A refund with its new status; a new one is PENDING.
    refund: Refund | None = None
    note: str | None = None


async def write_details(
    connection: Connection,
    order: Order,
    after: State,
    told: EventType,
    progress: Progress,
) -> None:
    """Write what a transition makes known beside the order's own row."""
    if progress.lines:
        await connection.run_each(ADD_ITEM, from_lines(order, progress.lines))
    if progress.payment is not None:
        await _write_payment(connection, order, progress)
    if progress.payment_token is not None:
        items = tables.order_items
        await connection.execute(delete(items).where(items.c.order_id == order_uuid(order.id)))
    if after is State.REJECTED and order.refusal is not None:
        outcome = {"refusal": from_refusal(order.refusal)}
        await connection.run(TELL_KEY, {"order": order_uuid(order.id), "outcome": outcome})
    if after is State.CONFIRMED and order.from_cart:
        await connection.run(EMPTY_CART, {"order": order_uuid(order.id)})
    if progress.refund is not None:
        await connection.execute(_refund(progress.refund))
    await _write_parcel(connection, order, told, progress)


async def _write_parcel(
    connection: Connection, order: Order, told: EventType, progress: Progress
) -> None:
    shipments = tables.shipments
    ours = update(shipments).where(shipments.c.order_id == order_uuid(order.id))
    if progress.parcel is not None:
        parcel = progress.parcel
        values = {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number}
        added = insert_or(shipments).values(order_id=order_uuid(order.id), **values)
        await connection.execute(
            added.on_conflict_do_update(index_elements=[shipments.c.order_id], set_=values)
        )
    elif told is EventType.SHIPPED:
        await connection.execute(ours.values(shipped_at=func.now()))
    elif told is EventType.DELIVERED:
        await connection.execute(ours.values(delivered_at=func.now()))


def charged(charges: Charges) -> dict[str, Any]:
    """The columns of an order that has a price."""
    return {
        "subtotal": charges.subtotal.amount,
        "shipping": charges.shipping.amount,
        "tax": charges.tax.amount,
        "total": charges.total.amount,
    }


def next_try(order: Order, payment_token: str) -> dict[str, Any]:
    """The columns of an order that is placed again, besides when."""
    unpriced = dict.fromkeys(("subtotal", "shipping", "tax", "total", "refusal"))
    return {
        **unpriced,
        "attempt": order.attempt + 1,
        "payment_token": payment_token,
    }


async def _write_payment(connection: Connection, order: Order, progress: Progress) -> None:
    paid, id = order.charges, order_uuid(order.id)
    status = progress.payment and progress.payment.value
    if paid is None:
        raise ValueError(f"{order.id} has a payment and no price")
    if progress.payment not in (PaymentStatus.AUTHORIZED, PaymentStatus.FAILED):
        settled = {"order": id, "number": order.attempt, "status": status}
        await connection.run(SETTLE_PAYMENT, settled)
        return
    payment = {
        "id": to_uuid(new_id(PAYMENT_PREFIX), PAYMENT_PREFIX),
        "order_id": id,
        "attempt": order.attempt,
        "status": status,
        "amount": paid.total.amount,
        "currency": paid.total.currency,
        "method_label": progress.method_label,
        "failure_code": progress.failure_code,
        "reference": progress.reference,
    }
    await connection.run(ADD_PAYMENT, payment)


def _refund(refund: Refund) -> Any:
    refunds = tables.refunds
    added = insert_or(refunds).values(
        id=to_uuid(refund.id, REFUND_PREFIX),
        order_id=order_uuid(refund.order_id),
        number=refund.number,
        status=refund.status.value,
        amount=refund.amount.amount,
        currency=refund.amount.currency,
        reason=refund.reason,
    )
    return added.on_conflict_do_update(
        index_elements=[refunds.c.order_id, refunds.c.number],
        set_={"status": refund.status.value},
    )


def _ordered_from_cart() -> Any:
    """What was ordered leaves the cart; what was put into it since then stays."""
    carts, items, orders = tables.carts, tables.cart_items, tables.orders
    ours = select(carts.c.id).where(carts.c.buyer_id == orders.c.buyer_id).scalar_subquery()
    ordered = select(tables.order_items.c.product_id).where(
        tables.order_items.c.order_id == orders.c.id
    )
    return (
        delete(items)
        .where(orders.c.id == bindparam("order"))
        .where(items.c.cart_id == ours, items.c.added_at <= orders.c.created_at)
        .where(items.c.product_id.in_(ordered))
    )


EMPTY_CART = Prepared(_ordered_from_cart())
