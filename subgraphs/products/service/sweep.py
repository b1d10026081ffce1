"""Keeping the stock small and honest: lapsed holds go back, settled ones into the history."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from subgraphs.products.domain import (
    HOLD_TTL,
    ProductId,
    ReservationState,
    StockChange,
    StockReason,
)
from subgraphs.products.service.stock import StockService
from subgraphs.products.store import (
    RETURN_SUFFIX,
    HistoryStore,
    ReservationStore,
    StockStore,
)

# A clearing makes tries that are under way begin again; those of the last seconds are left alone.
SETTLED_FOR = timedelta(seconds=5)
# What one sweep looks at; the next one follows at once when there is more.
BATCH = 200


class SweepService:
    """Any number of processes may sweep at once: each step is repeatable."""

    def __init__(
        self,
        service: StockService,
        stock: StockStore,
        reservations: ReservationStore,
        history: HistoryStore,
        ttl: timedelta = HOLD_TTL,
    ) -> None:
        self._service = service
        self._stock = stock
        self._reservations = reservations
        self._history = history
        self._ttl = ttl

    async def release_lapsed(self) -> int:
        """Give back what is held longer than it may; how many orders that were."""
        lapsed = await self._reservations.lapsed(BATCH)
        for order_id in lapsed:
            await self._service.release(order_id, if_lapsed=True)
        return len(lapsed) + await self._finish_overdue()

    async def clear_settled(self, settled_for: timedelta = SETTLED_FOR) -> int:
        """Move settled entries out of the stock into the history; how many that were."""
        found = await self._stock.settled(datetime.now(UTC) - settled_for, BATCH)
        orders = {_order_of(entry) for entries in found.values() for entry in entries}
        returning = await self._reservations.unfinished_returns(sorted(orders))
        moved = 0
        for product_id, entries in found.items():
            done = [entry for entry in entries if _order_of(entry) not in returning]
            if done:
                await self._move(product_id, done)
                moved += len(done)
        return moved

    async def _finish_overdue(self) -> int:
        """End what a process that died between two steps has left half done."""
        overdue = await self._stock.overdue(datetime.now(UTC) - self._ttl, BATCH)
        for _, order_id in overdue:
            reservation = await self._reservations.reservation(order_id)
            if reservation is None or reservation.state is ReservationState.RELEASED:
                await self._service.release(order_id)
            elif reservation.state is ReservationState.COMMITTED:
                await self._service.commit(order_id)
        return len(overdue)

    async def _move(self, product_id: ProductId, entries: Sequence[Mapping[str, Any]]) -> None:
        # Written before it is dropped; both may be repeated, so no crash loses a movement.
        changes = [change for entry in entries for change in changes_of(product_id, entry)]
        if changes:
            await self._history.add(changes)
        await self._stock.clear(product_id, [entry["order_id"] for entry in entries])


def changes_of(product_id: ProductId, entry: Mapping[str, Any]) -> list[StockChange]:
    """The movements one settled entry of a stock document stands for; a tombstone for none."""
    quantity, state = entry["quantity"], ReservationState(entry["state"])
    if quantity == 0:
        return []

    def change(reason: StockReason, previous: int, delta: int, at: datetime) -> StockChange:
        return StockChange(
            id=f"{_order_of(entry)}/{product_id}/{reason.value}",
            product_id=product_id,
            # A later try of the same order holds its pieces as `ord_…:2`.
            order_id=_order_of(entry).partition(":")[0],
            reason=reason,
            previous=previous,
            current=previous + delta,
            at=at,
        )

    before, at = entry["settled_before"], entry["settled_at"]
    if state is ReservationState.RETURNED:
        return [change(StockReason.RETURN, before, quantity, at)]
    taken = change(StockReason.RESERVATION, entry["before"], -quantity, entry["at"])
    if state is ReservationState.COMMITTED:
        return [taken, change(StockReason.SALE, before, 0, at)]
    return [taken, change(StockReason.RELEASE, before, quantity, at)]


def _order_of(entry: Mapping[str, Any]) -> str:
    return str(entry["order_id"]).removesuffix(RETURN_SUFFIX)
