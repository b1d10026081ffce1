"""What the worker does for orders nobody waits for any more."""

from datetime import timedelta

from subgraphs.common.deadline import TOTAL_SECONDS, anew
from subgraphs.orders.clients import Payments
from subgraphs.orders.domain.change import GIVE_UP
from subgraphs.orders.domain.order import OrderId
from subgraphs.orders.domain.state import State
from subgraphs.orders.saga import Event, step, told_as
from subgraphs.orders.service.driver import ACTOR, Driver
from subgraphs.orders.store import Move, OrderStore, TransitionStore

# Somebody drives it just now, or has just been refused an answer.
SOON = timedelta(seconds=1)
DAILY = timedelta(days=1)


class Unsettled(Exception):
    """The order must be looked at again after *delay*; nothing is wrong with the message."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(f"again in {delay}")
        self.delay = delay


class Upkeep:
    """Goes on with orders nobody drives any more, and completes those that are due."""

    def __init__(
        self, orders: OrderStore, transitions: TransitionStore, driver: Driver, payments: Payments
    ) -> None:
        self._orders = orders
        self._transitions = transitions
        self._driver = driver
        self._payments = payments

    async def go_on(self, id: OrderId) -> None:
        """Drive an order until it is settled; Unsettled when it is not."""
        taken = await self._transitions.take(id)
        if taken is None:
            order = (await self._orders.orders_by_id([id])).get(id)
            if order is None or order.state.is_settled:
                return
            raise Unsettled(SOON)
        with anew(TOTAL_SECONDS):
            settled = await self._driver.drive(taken)
        if settled is None:
            # Money may hang on it: after so long a person must look, and a day is soon enough.
            await self._transitions.flag_if_stuck(id, GIVE_UP)
            raise Unsettled(DAILY if taken.order.needs_attention else SOON)

    async def complete(self, id: OrderId) -> None:
        """Complete an order that was delivered long enough ago; Unsettled while money moves."""
        order = (await self._orders.orders_by_id([id])).get(id)
        if order is None or order.state is State.COMPLETED:
            return
        after, _ = step(order.state, Event.COMPLETE)
        if after is order.state:
            raise Unsettled(SOON)
        move = Move(after=after, told=told_as(Event.COMPLETE, after), actor=ACTOR)
        if await self._transitions.advance(order, move) is None:
            raise Unsettled(SOON)

    async def hear(self, body: bytes, signature: str) -> bool:
        """A provider's webhook, reason to ask and no proof: whether it woke the worker.

        An order that is settled or driven needs no word. Forbidden when its signature does not
        hold.
        """
        notice = self._payments.notice(body, signature)
        if notice is None:
            return False
        order_id = OrderId(notice.key.partition(":")[0])
        return await self._transitions.hear(order_id, notice.id)
