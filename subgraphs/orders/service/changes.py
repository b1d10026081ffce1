"""Changing an order that exists, at most once per person and key."""

from functools import partial

from subgraphs.common.idempotency import fingerprint
from subgraphs.common.ids import new_id
from subgraphs.common.money import Money
from subgraphs.orders.domain.change import (
    Cancel,
    Change,
    Changed,
    ChangeOutcome,
    Illegal,
    NotFound,
    RefundMoney,
    RetryPayment,
    Ship,
    TooLarge,
    allows,
    refundable,
)
from subgraphs.orders.domain.order import REFUND_PREFIX, Order, Refund, RefundStatus
from subgraphs.orders.domain.placement import InProgress, KeyReused
from subgraphs.orders.domain.state import OrderAction, OrderStatus, State
from subgraphs.orders.saga import Event, step, told_as
from subgraphs.orders.service.settling import RETRY_AFTER_MS, Settling
from subgraphs.orders.store import Begun, ChangeStore, Move, Parcel, Progress, Refused

EVENTS = {
    OrderAction.CANCEL: Event.CANCEL,
    OrderAction.RETRY_PAYMENT: Event.RETRY,
    OrderAction.SHIP: Event.SHIP,
    OrderAction.MARK_DELIVERED: Event.DELIVER,
    OrderAction.REFUND: Event.REFUND,
}


class ChangeService:
    """Stores the wish with its key, then drives the order or waits for whoever does."""

    def __init__(self, changes: ChangeStore, settling: Settling) -> None:
        self._changes = changes
        self._settling = settling

    async def make(self, change: Change) -> ChangeOutcome:
        """The first outcome of this key, now or again; what is not stored leaves the key free."""
        wrong = change.wrong()
        if wrong is not None:
            return wrong
        digest = fingerprint(change.content())
        begun = await self._changes.begin(change, digest, partial(decide, change))
        if isinstance(begun, NotFound):
            return begun
        if begun.fingerprint != digest:
            return KeyReused(first_used_at=begun.created_at)
        refused = _refused(begun, change.action)
        if refused is not None:
            return refused
        told = begun.refusal
        order = begun.order
        if not order.state.is_settled and told is None:
            order = await self._settling.settle(order, is_driver=not begun.found)
            if not order.state.is_settled:
                return InProgress(order=order, replayed=begun.found, retry_after_ms=RETRY_AFTER_MS)
        number = begun.outcome.get("refund")
        if told is None and order.state is State.REJECTED:
            told = order.refusal
        return Changed(
            order=order,
            replayed=begun.found,
            refusal=told,
            refund=None if number is None else await self._changes.refund(order, number),
        )


def decide(change: Change, order: Order, refunds: int) -> Move | Refused:
    """The transition a wish leads to, or why there is none. Pure: it runs in a transaction."""
    amount: Money | None = None
    if isinstance(change, RefundMoney):
        amount = change.amount or refundable(order)
    if not allows(order, change.action):
        return Refused(outcome={"illegal": order.status.value})
    if amount is not None and amount.amount > refundable(order).amount:
        return Refused(outcome={"too_large": str(refundable(order).amount)})
    event = EVENTS[change.action]
    after, _ = step(order.state, event)
    return Move(
        after=after,
        told=told_as(event, after),
        actor=change.actor,
        progress=_progress(change, order, amount, refunds + 1),
    )


def _progress(change: Change, order: Order, amount: Money | None, number: int) -> Progress:
    match change:
        case Cancel():
            return Progress(cancel_reason=change.reason, note=change.note)
        case RetryPayment():
            return Progress(payment_token=change.payment_token)
        case Ship():
            parcel = Parcel(carrier=change.carrier, tracking_number=change.tracking_number)
            return Progress(parcel=parcel)
        case RefundMoney() if amount is not None:
            refund = Refund(
                id=new_id(REFUND_PREFIX),
                order_id=order.id,
                number=number,
                status=RefundStatus.PENDING,
                amount=amount,
                reason=change.note,
                created_at=order.updated_at,
            )
            return Progress(refund=refund, note=change.note)
        case _:
            return Progress(note=change.note)


def _refused(begun: Begun, action: OrderAction) -> Illegal | TooLarge | None:
    outcome, order = begun.outcome, begun.order
    if "illegal" in outcome:
        return Illegal(
            order=order,
            status=OrderStatus(outcome["illegal"]),
            attempted=action,
            replayed=begun.found,
        )
    if "too_large" in outcome:
        left = Money.parse(outcome["too_large"])
        return TooLarge(order=order, refundable=left, replayed=begun.found)
    return None
