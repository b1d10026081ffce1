"""Drives one order through the saga: make the call, store the answer, take the next step."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog

from subgraphs.common.errors import Unavailable
from subgraphs.orders.domain.change import GIVE_UP
from subgraphs.orders.domain.order import Order, Refusal, RejectionReason
from subgraphs.orders.saga import GIVES_UP, Event, step, told_as
from subgraphs.orders.service.calls import Answer, Calls
from subgraphs.orders.store import Move, Progress, Taken, TransitionStore

log = structlog.get_logger()
ACTOR = "orders"


class Driver:
    """Whoever holds an order's lease drives it; two at once are harmless, the slower one stops."""

    def __init__(self, transitions: TransitionStore, calls: Calls) -> None:
        self._transitions = transitions
        self._calls = calls
        self._tasks: set[asyncio.Task[Order | None]] = set()

    def start(self, taken: Taken) -> "asyncio.Task[Order | None]":
        """Drive in the background, so that a client who hangs up leaves no order behind."""
        task = asyncio.create_task(self.drive(taken))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drain(self) -> None:
        """Wait until every order started here is settled or given up."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def drive(self, taken: Taken) -> Order | None:
        """The settled order; None when an answer is missing, or another driver was faster."""
        order = taken.order
        try:
            while not order.state.is_settled:
                answer = await self._answer(order, taken.age)
                after, _ = step(order.state, answer.event)
                told = told_as(answer.event, after)
                move = Move(after=after, told=told, actor=ACTOR, progress=answer.progress)
                moved = await self._transitions.advance(order, move)
                if moved is None:
                    return None
                order = moved
        except Unavailable as error:
            # Unknown is not refused: the order stays where it is, and the next try asks again.
            log.warning(
                "order_waits", order_id=order.id, state=order.state.value, reason=str(error)
            )
            with suppress(Unavailable):
                await self._transitions.let_go(order.id)
            return None
        return order

    async def _answer(self, order: Order, age: timedelta) -> Answer:
        if order.state in GIVES_UP and age > GIVE_UP:
            refusal = Refusal(reason=RejectionReason.TIMED_OUT)
            return Answer(event=Event.EXPIRED, progress=Progress(refusal=refusal))
        return await self._calls.make(order)
