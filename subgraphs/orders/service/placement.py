"""Placing an order at most once per buyer and key."""

import asyncio
from datetime import timedelta

from subgraphs.common.idempotency import fingerprint
from subgraphs.orders.domain.order import Order, OrderId
from subgraphs.orders.domain.placement import (
    InProgress,
    KeyReused,
    Placed,
    Placement,
    PlaceOutcome,
    refusal,
)
from subgraphs.orders.service.driver import Driver
from subgraphs.orders.store import OrderStore, PlacementStore

# Longer than the calls of one drive may take together: 2 s for the stock, 10 s for the payment,
# and as long again to undo both.
LEASE = timedelta(seconds=30)
# The router gives placeOrder 7 s; two of them are left for the answer.
WAIT_SECONDS = 5.0
POLL_SECONDS = 0.1
RETRY_AFTER_MS = 1000


class PlacementService:
    """Claims the key first, then drives the order or waits for whoever does."""

    def __init__(self, orders: OrderStore, placements: PlacementStore, driver: Driver) -> None:
        self._orders = orders
        self._placements = placements
        self._driver = driver

    async def place(self, placement: Placement) -> PlaceOutcome:
        """The first outcome of this key, now or again; what is not stored leaves the key free."""
        refused = refusal(placement)
        if refused is not None:
            return refused
        digest = fingerprint(placement.content())
        claim = await self._placements.claim(placement, digest)
        if claim.fingerprint != digest:
            return KeyReused(first_used_at=claim.created_at)
        order = claim.order
        if not order.state.is_final:
            await self._settle(order.id, is_driver=not claim.found)
            order = await self._read(order.id)
        if order.state.is_final:
            return Placed(order=order, replayed=claim.found)
        return InProgress(order=order, replayed=claim.found, retry_after_ms=RETRY_AFTER_MS)

    async def _settle(self, id: OrderId, *, is_driver: bool) -> None:
        """Until the order is settled or the time is up."""
        ends = asyncio.get_running_loop().time() + WAIT_SECONDS
        while (left := ends - asyncio.get_running_loop().time()) > 0:
            if is_driver or await self._placements.take_lease(id):
                task = self._driver.start(id)
                await asyncio.wait({task}, timeout=left)
                if task.done():
                    task.result()
                return
            await asyncio.sleep(POLL_SECONDS)
            if (await self._read(id)).state.is_final:
                return

    async def _read(self, id: OrderId) -> Order:
        return (await self._orders.orders_by_id([id]))[id]
