"""Reservations: one document an order, which says what its pieces in the stock are for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from subgraphs.common.faults import reach
from subgraphs.products.documents import (
    RESERVATIONS,
    from_lines,
    from_shortfall,
    to_reservation,
)
from subgraphs.products.domain import (
    HOLD_TTL,
    Reservation,
    ReservationState,
    ReservedLine,
    Shortfall,
)
from subgraphs.products.store.connection import Database, our_codes

HELD = ReservationState.HELD


class ReservationStore:
    """Holds the database; each method is one atomic update, or a read."""

    def __init__(self, database: Database, ttl: timedelta = HOLD_TTL) -> None:
        self._reservations = database[RESERVATIONS]
        self._ttl = ttl

    async def reservation(self, order_id: str) -> Reservation | None:
        """The reservation of this order, None when it has none."""
        with our_codes():
            document = await self._reservations.find_one({"_id": order_id})
        return None if document is None else to_reservation(document)

    async def open(
        self, order_id: str, lines: Sequence[ReservedLine], state: ReservationState = HELD
    ) -> Reservation:
        """Record a reservation before any stock moves; of two concurrent ones the first counts."""
        now = datetime.now(UTC)
        document = {
            "_id": order_id,
            "lines": from_lines(lines),
            "state": state.value,
            "shortfalls": [],
            "expires_at": now + self._ttl,
            "created_at": now,
        }
        try:
            with our_codes():
                await self._reservations.insert_one(document)
        except DuplicateKeyError:
            found = await self.reservation(order_id)
            if found is not None:
                return found
            raise
        reach("stock:open")
        return to_reservation(document)

    async def settle(
        self,
        order_id: str,
        before: ReservationState,
        after: ReservationState,
        *,
        shortfalls: Sequence[Shortfall] = (),
        if_lapsed: bool | None = None,
    ) -> Reservation | None:
        """Move a reservation from *before* to *after*; answers where it stands now.

        *if_lapsed* True or False moves only one whose time is over, or is not. Which of the two
        happens is decided here, once; that clocks differ changes when, never whether both do.
        """
        condition: dict[str, Any] = {"_id": order_id, "state": before.value}
        if if_lapsed is not None:
            condition["expires_at"] = {"$lte" if if_lapsed else "$gt": datetime.now(UTC)}
        change: dict[str, Any] = {"state": after.value}
        if shortfalls:
            change["shortfalls"] = [from_shortfall(each) for each in shortfalls]
        with our_codes():
            moved = await self._reservations.find_one_and_update(
                condition, {"$set": change}, return_document=ReturnDocument.AFTER
            )
        reach(f"stock:settle:{after.value}")
        return to_reservation(moved) if moved else await self.reservation(order_id)

    async def lapsed(self, limit: int) -> Sequence[str]:
        """Orders whose reservation waits longer than it may."""
        condition = {"state": HELD.value, "expires_at": {"$lte": datetime.now(UTC)}}
        with our_codes():
            found = await self._reservations.find(condition, {"_id": 1}).to_list(limit)
        return [document["_id"] for document in found]

    async def reservations(self, after: str, limit: int) -> Sequence[Reservation]:
        """Reservations by order id, those behind *after*."""
        with our_codes():
            cursor = self._reservations.find({"_id": {"$gt": after}}).sort("_id", 1)
            return [to_reservation(each) for each in await cursor.to_list(limit)]

    async def unfinished_returns(self, order_ids: Sequence[str]) -> frozenset[str]:
        """Which of these orders are still being returned."""
        condition = {
            "_id": {"$in": list(order_ids)},
            "state": ReservationState.RETURNING.value,
        }
        with our_codes():
            found = await self._reservations.find(condition, {"_id": 1}).to_list(None)
        return frozenset(document["_id"] for document in found)
