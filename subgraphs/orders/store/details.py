"""What a transition makes known besides the state: its rows, written in its transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.ids import new_id, to_uuid
from subgraphs.common.postgres import Connection
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
from subgraphs.orders.store.detailing import (
    ADD_ITEM,
    ADD_PAYMENT,
    DELIVER,
    DROP_ITEMS,
    EMPTY_CART,
    PACK,
    SETTLE_PAYMENT,
    SHIP,
    TELL_KEY,
)
from subgraphs.orders.store.rows import from_lines, from_refusal, order_uuid


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
        await connection.run(DROP_ITEMS, {"order": order_uuid(order.id)})
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
    id = order_uuid(order.id)
    if progress.parcel is not None:
        parcel = progress.parcel
        known = {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number}
        await connection.run(PACK, {"order_id": id, **known})
    elif told is EventType.SHIPPED:
        await connection.run(SHIP, {"order": id})
    elif told is EventType.DELIVERED:
        await connection.run(DELIVER, {"order": id})


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
