"""Moving an order from state to state: one transaction each, with its event and its timer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from subgraphs.common.faults import reach
from subgraphs.common.ids import new_id, to_uuid
from subgraphs.common.postgres import Database
from subgraphs.orders import tables
from subgraphs.orders.domain.change import COMPLETE_AFTER
from subgraphs.orders.domain.events import cloud_event, event_id
from subgraphs.orders.domain.order import (
    PAYMENT_PREFIX,
    REFUND_PREFIX,
    CancelReason,
    Charges,
    Order,
    OrderEvent,
    OrderId,
    PaymentStatus,
    PricedLine,
    Refund,
    RefundStatus,
    Refusal,
)
from subgraphs.orders.domain.state import STATUS, UNSETTLED, EventType, State
from subgraphs.orders.outbox import Outbox
from subgraphs.orders.store.inbox import is_new
from subgraphs.orders.store.rows import (
    from_event,
    from_lines,
    from_refusal,
    order_uuid,
    to_order,
)

PLACING = ("placeOrder", "retryPayment")
NEVER = text("'-infinity'")
WEBHOOKS = "webhooks"
_ONCE_A_TRY = frozenset(
    {
        EventType.CREATED,
        EventType.STOCK_RESERVED,
        EventType.PAYMENT_AUTHORIZED,
        EventType.COMPENSATING,
        EventType.REJECTED,
        EventType.PAYMENT_RETRIED,
    }
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A transition to make: where to, what to tell, by whom, and what became known."""

    after: State
    told: EventType
    actor: str
    progress: Progress = Progress()


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """An order one may drive now; *age* is how long the present try has lasted."""

    order: Order
    age: timedelta


class TransitionStore:
    """Holds the engine; each method is one transaction, and none waits for the network inside."""

    def __init__(self, database: Database, outbox: Outbox, lease: timedelta) -> None:
        self._database = database
        self._outbox = outbox
        self._lease = lease

    async def take(self, id: OrderId) -> Taken | None:
        """Become the driver of an unsettled order nobody works on; by the database's clock."""
        orders = tables.orders
        age = (func.now() - orders.c.attempted_at).label("age")
        taken = (
            update(orders)
            .where(orders.c.id == order_uuid(id), orders.c.lease_until < func.now())
            .where(orders.c.state.in_([state.value for state in UNSETTLED]))
            .values(lease_until=func.now() + self._lease)
            .returning(*orders.c, age)
        )
        async with self._database.transaction() as connection:
            row = (await connection.execute(taken)).one_or_none()
        return None if row is None else Taken(order=to_order(row), age=row.age)

    async def let_go(self, id: OrderId) -> None:
        """Let the next try drive at once."""
        orders = tables.orders
        ended = update(orders).where(orders.c.id == order_uuid(id))
        async with self._database.transaction() as connection:
            await connection.execute(ended.values(lease_until=NEVER))

    async def advance(self, order: Order, move: Move) -> Order | None:
        """Move *order* from the version it was read in; None when another driver was faster."""
        async with self._database.transaction() as connection:
            moved = await self.move(connection, order, move)
            reach(f"advance:{move.after.value}:before")
        reach(f"advance:{move.after.value}:after")
        return moved

    async def move(self, connection: AsyncConnection, order: Order, move: Move) -> Order | None:
        """The transition, inside a transaction of another store method."""
        row = (await connection.execute(self._statement(order, move))).one_or_none()
        if row is None:
            return None
        moved = to_order(row)
        await self._write_details(connection, moved, move)
        await self.record(connection, moved, move, before=order)
        if move.after is State.DELIVERED and move.told is EventType.DELIVERED:
            await self._outbox.complete(connection, order.id, COMPLETE_AFTER)
        if move.after.is_settled and not order.state.is_settled:
            await self._outbox.cancel(connection, row.timer)
        elif order.state.is_settled and not move.after.is_settled:
            await self._outbox.wake(connection, row.timer, order.id, self._lease)
        return moved

    async def record(
        self, connection: AsyncConnection, order: Order, move: Move, before: Order | None
    ) -> None:
        """The entry in the timeline, and what others are told of it."""
        number = _number(order, move)
        event = OrderEvent(
            id=str(event_id(order.id, move.told.value, number)),
            order_id=order.id,
            sequence=order.version,
            type=move.told,
            status_before=None if before is None else before.status,
            status_after=STATUS[move.after],
            actor=move.actor,
            note=move.progress.note,
            # The transaction's time, which the row of the event gets as well.
            occurred_at=order.updated_at,
        )
        await connection.execute(insert(tables.order_events), from_event(event, number))
        if move.told.is_public:
            told = cloud_event(event, order, move.progress.refund)
            await self._outbox.tell(connection, told)

    async def flag_if_stuck(self, id: OrderId, after: timedelta) -> None:
        """Mark an order nothing has moved for so long: somebody must look at it."""
        orders = tables.orders
        stuck = (
            update(orders)
            .where(orders.c.id == order_uuid(id), orders.c.attention_at.is_(None))
            .where(orders.c.state.in_([state.value for state in UNSETTLED]))
            .where(orders.c.updated_at < func.now() - after)
            .values(attention_at=func.now(), version=orders.c.version + 1)
            .returning(*orders.c)
        )
        async with self._database.transaction() as connection:
            row = (await connection.execute(stuck)).one_or_none()
            if row is not None:
                order = to_order(row)
                told = EventType.NEEDS_ATTENTION
                flagged = Move(after=order.state, told=told, actor="orders")
                await self.record(connection, order, flagged, before=order)

    async def hear(self, id: OrderId, notice: str) -> bool:
        """Have the worker look at an unsettled order at once; False when *notice* is not new."""
        orders = tables.orders
        unsettled = select(orders.c.id).where(
            orders.c.id == order_uuid(id),
            orders.c.state.in_([state.value for state in UNSETTLED]),
        )
        async with self._database.transaction() as connection:
            if not await is_new(connection, WEBHOOKS, notice):
                return False
            if (await connection.execute(unsettled)).one_or_none() is not None:
                await self._outbox.wake(connection, f"notice:{notice}", id, timedelta(0))
        return True

    def _statement(self, order: Order, move: Move) -> Any:
        orders, progress = tables.orders, move.progress
        change: dict[str, Any] = {
            "state": move.after.value,
            "version": order.version + 1,
            "updated_at": func.now(),
        }
        if progress.charges is not None:
            change |= _charges(progress.charges)
        if progress.refusal is not None:
            change["refusal"] = from_refusal(progress.refusal)
        if progress.cancel_reason is not None:
            change["cancel_reason"] = progress.cancel_reason.value
        if progress.payment_token is not None:
            change |= _next_try(order, progress.payment_token)
        if progress.refund is not None and progress.refund.status is RefundStatus.SUCCEEDED:
            change["refunded"] = order.refunded.amount + progress.refund.amount.amount
        if move.after.is_settled:
            change |= {"lease_until": NEVER, "attention_at": None}
        elif order.state.is_settled:
            # Named by the version, so that no timer of an earlier try is taken for this one.
            timer = f"{order.id}:{order.version + 1}"
            change |= {"lease_until": func.now() + self._lease, "timer": timer}
        return (
            update(orders)
            .where(orders.c.id == order_uuid(order.id), orders.c.version == order.version)
            .values(change)
            .returning(*orders.c)
        )

    async def _write_details(self, connection: AsyncConnection, order: Order, move: Move) -> None:
        progress = move.progress
        if progress.lines:
            await connection.execute(insert(tables.order_items), from_lines(order, progress.lines))
        if progress.payment is not None:
            await connection.execute(_payment(order, progress))
        if progress.payment_token is not None:
            items = tables.order_items
            await connection.execute(delete(items).where(items.c.order_id == order_uuid(order.id)))
        if move.after is State.REJECTED and order.refusal is not None:
            await connection.execute(_outcome(order, order.refusal))
        if move.after is State.CONFIRMED:
            await connection.execute(_ordered_from_cart(order))
        if progress.refund is not None:
            await connection.execute(_refund(progress.refund))
        await self._write_parcel(connection, order, move)

    async def _write_parcel(self, connection: AsyncConnection, order: Order, move: Move) -> None:
        shipments = tables.shipments
        ours = update(shipments).where(shipments.c.order_id == order_uuid(order.id))
        if move.progress.parcel is not None:
            parcel = move.progress.parcel
            values = {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number}
            added = insert_or(shipments).values(order_id=order_uuid(order.id), **values)
            await connection.execute(
                added.on_conflict_do_update(index_elements=[shipments.c.order_id], set_=values)
            )
        elif move.told is EventType.SHIPPED:
            await connection.execute(ours.values(shipped_at=func.now()))
        elif move.told is EventType.DELIVERED:
            await connection.execute(ours.values(delivered_at=func.now()))


def _number(order: Order, move: Move) -> int:
    """Which of its type an event is: of the tries, of the refunds, or the only one."""
    if move.told in _ONCE_A_TRY:
        return order.attempt
    if move.progress.refund is not None:
        return move.progress.refund.number
    return order.version if move.told is EventType.NEEDS_ATTENTION else 1


def _charges(charges: Charges) -> dict[str, Any]:
    return {
        "subtotal": charges.subtotal.amount,
        "shipping": charges.shipping.amount,
        "tax": charges.tax.amount,
        "total": charges.total.amount,
    }


def _next_try(order: Order, payment_token: str) -> dict[str, Any]:
    unpriced = dict.fromkeys(("subtotal", "shipping", "tax", "total", "refusal"))
    return {
        **unpriced,
        "attempt": order.attempt + 1,
        "attempted_at": func.now(),
        "payment_token": payment_token,
    }


def _payment(order: Order, progress: Progress) -> Any:
    payments, paid = tables.payments, order.charges
    status = progress.payment and progress.payment.value
    if paid is None:
        raise ValueError(f"{order.id} has a payment and no price")
    if progress.payment not in (PaymentStatus.AUTHORIZED, PaymentStatus.FAILED):
        ours = update(payments).where(payments.c.order_id == order_uuid(order.id))
        return ours.where(payments.c.attempt == order.attempt).values(status=status)
    return insert(payments).values(
        id=to_uuid(new_id(PAYMENT_PREFIX), PAYMENT_PREFIX),
        order_id=order_uuid(order.id),
        attempt=order.attempt,
        status=status,
        amount=paid.total.amount,
        currency=paid.total.currency,
        method_label=progress.method_label,
        failure_code=progress.failure_code,
        reference=progress.reference,
    )


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


def _outcome(order: Order, refusal: Refusal) -> Any:
    """What the key of this try is told from now on, whatever becomes of the order."""
    keys = tables.idempotency_keys
    ours = update(keys).where(keys.c.order_id == order_uuid(order.id), keys.c.outcome.is_(None))
    placing = ours.where(keys.c.mutation.in_(PLACING))
    return placing.values(outcome={"refusal": from_refusal(refusal)})


def _ordered_from_cart(order: Order) -> Any:
    """What was ordered leaves the cart; what was put into it since then stays."""
    carts, items, orders = tables.carts, tables.cart_items, tables.orders
    ours = select(carts.c.id).where(carts.c.buyer_id == orders.c.buyer_id).scalar_subquery()
    ordered = select(tables.order_items.c.product_id).where(
        tables.order_items.c.order_id == orders.c.id
    )
    return (
        delete(items)
        .where(orders.c.id == order_uuid(order.id), orders.c.from_cart)
        .where(items.c.cart_id == ours, items.c.added_at <= orders.c.created_at)
        .where(items.c.product_id.in_(ordered))
    )
