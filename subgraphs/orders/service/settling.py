"""Waiting for an order to be settled: by driving it, or by watching whoever does."""

import asyncio
from datetime import timedelta

from subgraphs.orders.domain.order import Order
from subgraphs.orders.service.driver import Driver
from subgraphs.orders.store import OrderStore, Taken, TransitionStore

# The router gives a mutation 7 s; two of them are left for the answer.
WAIT_SECONDS = 5.0
POLL_SECONDS = 0.1
RETRY_AFTER_MS = 1000


class Settling:
    """The order as it stands when it is settled, or when the buyer has waited long enough."""

    def __init__(self, orders: OrderStore, transitions: TransitionStore, driver: Driver) -> None:
        self._orders = orders
        self._transitions = transitions
        self._driver = driver

    async def settle(self, order: Order, *, is_driver: bool) -> Order:
        """*is_driver* says that the caller has the order's lease, which comes with a first try."""
        taken = Taken(order=order, age=timedelta(0)) if is_driver else None
        ends = _now() + WAIT_SECONDS
        while (left := ends - _now()) > 0:
            taken = taken or await self._transitions.take(order.id)
            if taken is not None:
                return await self._driven(taken, left)
            await asyncio.sleep(min(POLL_SECONDS, left))
            order = await self._read(order)
            if order.state.is_settled:
                return order
        return order

    async def _driven(self, taken: Taken, seconds: float) -> Order:
        task = self._driver.start(taken)
        await asyncio.wait({task}, timeout=seconds)
        settled = task.result() if task.done() else None
        return settled or await self._read(taken.order)

    async def _read(self, order: Order) -> Order:
        return (await self._orders.orders_by_id([order.id]))[order.id]


def _now() -> float:
    return asyncio.get_running_loop().time()
