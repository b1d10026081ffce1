"""Drives one order through the saga: make the call, store the answer, take the next step."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

import structlog

from subgraphs.common.errors import Unavailable
from subgraphs.common.money import total
from subgraphs.orders.clients import (
    Authorized,
    Declined,
    Payments,
    Refused,
    Reserved,
    Stock,
    UnknownProducts,
)
from subgraphs.orders.domain.order import (
    Order,
    OrderId,
    PaymentStatus,
    Refusal,
    RejectionReason,
)
from subgraphs.orders.saga import Action, Event, resume, step
from subgraphs.orders.store import OrderStore, PlacementStore, Progress

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a call brought: the saga's event, and what is to be stored with it."""

    event: Event
    progress: Progress


class Driver:
    """Whoever holds an order's lease drives it; two at once are harmless, the slower one stops."""

    def __init__(
        self, orders: OrderStore, placements: PlacementStore, stock: Stock, payments: Payments
    ) -> None:
        self._orders = orders
        self._placements = placements
        self._stock = stock
        self._payments = payments
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, id: OrderId) -> "asyncio.Task[None]":
        """Drive in the background, so that a client who hangs up leaves no order behind."""
        task = asyncio.create_task(self._drive(id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drain(self) -> None:
        """Wait until every order started here is settled or given up."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _drive(self, id: OrderId) -> None:
        try:
            while (order := await self._read(id)) and not order.state.is_final:
                answer = await self._act(order)
                after, _ = step(order.state, answer.event)
                if not await self._placements.advance(order, after, answer.progress):
                    return
        except Unavailable as error:
            # Unknown is not refused: the order stays where it is, and the next try asks again.
            log.warning("placement_waits", order_id=id, reason=str(error))
        finally:
            await self._placements.end_lease(id)

    async def _read(self, id: OrderId) -> Order | None:
        return (await self._orders.orders_by_id([id])).get(id)

    async def _act(self, order: Order) -> Answer:
        calls: dict[Action, Callable[[Order], Coroutine[None, None, Answer]]] = {
            Action.RESERVE_STOCK: self._reserve,
            Action.AUTHORIZE_PAYMENT: self._authorize,
            Action.COMMIT_STOCK: self._commit,
            Action.VOID_PAYMENT: self._void,
            Action.RELEASE_STOCK: self._release,
        }
        answers = [await calls[action](order) for action in resume(order.state)]
        return answers[-1]

    async def _reserve(self, order: Order) -> Answer:
        answer = await self._stock.reserve(order.id, order.requested)
        if isinstance(answer, UnknownProducts):
            reason = RejectionReason.PRODUCT_UNAVAILABLE
            unknown = Refusal(reason=reason, product_id=answer.product_ids[0])
            return Answer(event=Event.STOCK_REFUSED, progress=Progress(refusal=unknown))
        price = total(line.total for line in answer.lines)
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
            case Reserved() if order.expected_total not in (None, price):
                refusal = Refusal(reason=RejectionReason.PRICE_CHANGED, actual=price)
                event = Event.PRICE_DIFFERS
            case Reserved():
                event = Event.STOCK_RESERVED
        progress = Progress(lines=answer.lines, total=price, refusal=refusal)
        return Answer(event=event, progress=progress)

    async def _authorize(self, order: Order) -> Answer:
        if order.total is None:
            raise ValueError(f"{order.id} is {order.state} and has no price")
        answer = await self._payments.authorize(_key(order), order.total, order.payment_token)
        match answer:
            case Authorized():
                progress = Progress(
                    payment=PaymentStatus.AUTHORIZED, method_label=answer.method_label
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
        if await self._stock.commit(order.id):
            return Answer(event=Event.STOCK_COMMITTED, progress=Progress())
        refusal = Refusal(reason=RejectionReason.TIMED_OUT)
        return Answer(event=Event.RESERVATION_LAPSED, progress=Progress(refusal=refusal))

    async def _void(self, order: Order) -> Answer:
        await self._payments.void(_key(order))
        return Answer(event=Event.COMPENSATED, progress=Progress())

    async def _release(self, order: Order) -> Answer:
        await self._stock.release(order.id)
        # Nothing was held for a declined payment or before one was asked for.
        lapsed = order.refusal is not None and order.refusal.reason is RejectionReason.TIMED_OUT
        voided = PaymentStatus.VOIDED if lapsed else None
        return Answer(event=Event.COMPENSATED, progress=Progress(payment=voided))


def _key(order: Order) -> str:
    """Derived, never made per attempt: every try of this payment carries it."""
    return f"{order.id}:authorize:1"
