"""The calls an order waits for: each made once more after a crash, each answer definite."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace

from subgraphs.orders.clients import (
    Authorized,
    Declined,
    Handle,
    Lapsed,
    Payments,
    Refused,
    Reserved,
    Stock,
    UnknownProducts,
)
from subgraphs.orders.domain.charges import Taxes, charges
from subgraphs.orders.domain.order import (
    CancelReason,
    Charges,
    Order,
    Payment,
    PaymentStatus,
    RefundStatus,
    Refusal,
    RejectionReason,
)
from subgraphs.orders.saga import Action, Event, resume
from subgraphs.orders.store import ChangeStore, OrderStore, Progress


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a call brought: the saga's event, and what is to be stored with it."""

    event: Event
    progress: Progress = Progress()


class Calls:
    """One method an action; Unavailable when nobody knows whether it took effect."""

    def __init__(
        self,
        orders: OrderStore,
        changes: ChangeStore,
        stock: Stock,
        payments: Payments,
        taxes: Taxes,
    ) -> None:
        self._orders = orders
        self._changes = changes
        self._stock = stock
        self._payments = payments
        self._taxes = taxes

    async def make(self, order: Order) -> Answer:
        """Every call the order waits for, in turn; the answer that counts is the last one's."""
        calls: dict[Action, Callable[[Order], Coroutine[None, None, Answer]]] = {
            Action.RESERVE_STOCK: self._reserve,
            Action.AUTHORIZE_PAYMENT: self._authorize,
            Action.COMMIT_STOCK: self._commit,
            Action.CAPTURE_PAYMENT: self._capture,
            Action.REFUND_PAYMENT: self._refund,
            Action.VOID_PAYMENT: self._void,
            Action.RELEASE_STOCK: self._release,
            Action.RETURN_STOCK: self._return,
        }
        answers = [await calls[action](order) for action in resume(order.state)]
        return answers[-1]

    async def _reserve(self, order: Order) -> Answer:
        answer = await self._stock.reserve(order.hold, order.requested)
        if isinstance(answer, Lapsed):
            return _refused(RejectionReason.TIMED_OUT)
        if isinstance(answer, UnknownProducts):
            return _refused(RejectionReason.PRODUCT_UNAVAILABLE, answer.product_ids[0])
        price = charges(answer.lines, order.shipping_address.country_code, self._taxes)
        refusal: Refusal | None = None
        match answer:
            case Refused():
                refusal = Refusal(
                    reason=RejectionReason.OUT_OF_STOCK,
                    product_id=answer.product_id,
                    requested=answer.requested,
                    available=answer.available,
                )
                event = Event.STOCK_REFUSED
            case Reserved() if order.expected_total not in (None, price.total):
                refusal = Refusal(reason=RejectionReason.PRICE_CHANGED, actual=price.total)
                event = Event.PRICE_DIFFERS
            case Reserved():
                event = Event.STOCK_RESERVED
        progress = Progress(lines=answer.lines, charges=price, refusal=refusal)
        return Answer(event=event, progress=progress)

    async def _authorize(self, order: Order) -> Answer:
        total = _priced(order).total
        answer = await self._payments.authorize(order.payment_key, total, order.payment_token)
        match answer:
            case Authorized():
                progress = Progress(
                    payment=PaymentStatus.AUTHORIZED,
                    method_label=answer.method_label,
                    reference=answer.reference,
                )
                return Answer(event=Event.PAYMENT_AUTHORIZED, progress=progress)
            case Declined():
                reason = RejectionReason.PAYMENT_DECLINED
                progress = Progress(
                    payment=PaymentStatus.FAILED,
                    failure_code=answer.failure_code,
                    refusal=Refusal(reason=reason, retryable=answer.retryable),
                )
                return Answer(event=Event.PAYMENT_DECLINED, progress=progress)

    async def _commit(self, order: Order) -> Answer:
        if await self._stock.commit(order.hold):
            return Answer(event=Event.STOCK_COMMITTED)
        refusal = Refusal(reason=RejectionReason.TIMED_OUT)
        return Answer(event=Event.RESERVATION_LAPSED, progress=Progress(refusal=refusal))

    async def _capture(self, order: Order) -> Answer:
        if await self._payments.capture(_handle(order, await self._payment(order))):
            progress = Progress(payment=PaymentStatus.CAPTURED)
            return Answer(event=Event.PAYMENT_CAPTURED, progress=progress)
        progress = Progress(cancel_reason=CancelReason.PAYMENT_LAPSED)
        return Answer(event=Event.CAPTURE_REFUSED, progress=progress)

    async def _refund(self, order: Order) -> Answer:
        pending = await self._changes.pending_refund(order)
        if pending is None:
            raise LookupError(f"{order.id} is {order.state} and has no refund under way")
        payment = _handle(order, await self._payment(order))
        key = f"{order.id}:refund:{pending.number}"
        if not await self._payments.refund(payment, key, pending.amount):
            refused = replace(pending, status=RefundStatus.REFUSED)
            return Answer(event=Event.REFUND_REFUSED, progress=Progress(refund=refused))
        left = payment.amount.amount - order.refunded.amount - pending.amount.amount
        progress = Progress(
            refund=replace(pending, status=RefundStatus.SUCCEEDED),
            payment=None if left else PaymentStatus.REFUNDED,
        )
        return Answer(event=Event.PAYMENT_REFUNDED, progress=progress)

    async def _void(self, order: Order) -> Answer:
        # Without a price no money was ever asked for.
        if order.charges is not None:
            await self._payments.void(_handle(order, await self._payment(order)))
        return Answer(event=Event.UNDONE)

    async def _release(self, order: Order) -> Answer:
        await self._stock.release(order.hold)
        return await self._undone(order)

    async def _return(self, order: Order) -> Answer:
        await self._stock.take_back(order.hold)
        return await self._undone(order)

    async def _undone(self, order: Order) -> Answer:
        payment = await self._payment(order)
        # A declined payment stays one: nothing was held.
        was_held = payment is not None and payment.status is PaymentStatus.AUTHORIZED
        voided = PaymentStatus.VOIDED if was_held else None
        return Answer(event=Event.UNDONE, progress=Progress(payment=voided))

    async def _payment(self, order: Order) -> Payment | None:
        """The payment of the present try, if the provider has answered."""
        found = (await self._orders.payments_by_order([order.id])).get(order.id)
        return found if found is not None and found.attempt == order.attempt else None


def _priced(order: Order) -> Charges:
    if order.charges is None:
        raise ValueError(f"{order.id} is {order.state} and has no price")
    return order.charges


def _handle(order: Order, payment: Payment | None) -> Handle:
    reference = payment.reference if payment else None
    return Handle(key=order.payment_key, amount=_priced(order).total, reference=reference)


def _refused(reason: RejectionReason, product_id: str | None = None) -> Answer:
    refusal = Refusal(reason=reason, product_id=product_id)
    return Answer(event=Event.STOCK_REFUSED, progress=Progress(refusal=refusal))
