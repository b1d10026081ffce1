"""Stock, moved by single-document conditional updates only.

DocumentDB has no transactions over several documents, so each step is one atomic update that is
idempotent by order id, and a sequence of steps can be run again from the start at any time.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from subgraphs.products.documents import (
    RESERVATIONS,
    STOCK,
    from_reservation,
    from_shortfall,
    to_reservation,
    to_stock,
)
from subgraphs.products.domain import (
    ProductId,
    Reservation,
    ReservationState,
    ReservedLine,
    Shortfall,
    Stock,
)
from subgraphs.products.store.connection import Database, our_codes

HELD = ReservationState.HELD.value
RELEASED = ReservationState.RELEASED.value


class StockStore:
    """Holds the database; each method is one atomic update, or a read."""

    def __init__(self, database: Database) -> None:
        self._stock = database[STOCK]
        self._reservations = database[RESERVATIONS]

    async def stock_by_product(self, ids: Sequence[ProductId]) -> Mapping[ProductId, Stock]:
        """Fetch the stock of many products in one query; unknown ids are absent from the result."""
        with our_codes():
            cursor = self._stock.find({"_id": {"$in": list(ids)}})
            return {each["_id"]: to_stock(each) for each in await cursor.to_list(None)}

    async def reservation(self, order_id: str) -> Reservation | None:
        """The reservation of this order, None when it has none."""
        with our_codes():
            document = await self._reservations.find_one({"_id": order_id})
        return None if document is None else to_reservation(document)

    async def open(self, reservation: Reservation) -> Reservation:
        """Record *reservation* before any stock moves; of two concurrent ones the first counts."""
        with our_codes():
            try:
                await self._reservations.insert_one(from_reservation(reservation))
            except DuplicateKeyError:
                found = await self._reservations.find_one({"_id": reservation.order_id})
                return to_reservation(found) if found else reservation
        return reservation

    async def settle(
        self, order_id: str, state: ReservationState, shortfalls: Sequence[Shortfall] = ()
    ) -> Reservation | None:
        """Move a held reservation to *state*; answers where it stands now, None when unknown.

        A reservation that has lapsed is not sold any more; it can only be released.
        """
        condition: dict[str, Any] = {"_id": order_id, "state": HELD}
        if state is ReservationState.COMMITTED:
            condition["expires_at"] = {"$gt": datetime.now(UTC)}
        change = {"state": state.value, "shortfalls": [from_shortfall(each) for each in shortfalls]}
        with our_codes():
            moved = await self._reservations.find_one_and_update(
                condition,
                {"$set": change},
                return_document=ReturnDocument.AFTER,
            )
        return to_reservation(moved) if moved else await self.reservation(order_id)

    async def take(self, order_id: str, line: ReservedLine) -> Shortfall | None:
        """Move pieces from available into a hold, once per order; None when the hold is there."""
        enough = {"available": {"$gte": line.quantity}, "holds.order_id": {"$ne": order_id}}
        hold = {"order_id": order_id, "quantity": line.quantity, "state": HELD}
        change = {"$inc": {"available": -line.quantity}, "$push": {"holds": hold}}
        if await self._update({"_id": line.product_id, **enough}, change):
            return None
        with our_codes():
            document = await self._stock.find_one({"_id": line.product_id})
        if document and _is_held(document, order_id):
            return None
        available = document["available"] if document else 0
        return Shortfall(product_id=line.product_id, requested=line.quantity, available=available)

    async def keep(self, order_id: str, line: ReservedLine) -> None:
        """Mark the hold as sold; the pieces left `available` when it was taken."""
        sold = {"$set": {"holds.$.state": ReservationState.COMMITTED.value}}
        await self._update(_holding(order_id, line), sold)

    async def give_back(self, order_id: str, line: ReservedLine) -> None:
        """Return the pieces of a hold; without one, leave a tombstone to refuse a late `take`."""
        back = {"$inc": {"available": line.quantity}, "$set": {"holds.$.state": RELEASED}}
        if await self._update(_holding(order_id, line), back):
            return
        tombstone = {"order_id": order_id, "quantity": 0, "state": RELEASED}
        unknown = {"_id": line.product_id, "holds.order_id": {"$ne": order_id}}
        await self._update(unknown, {"$push": {"holds": tombstone}})

    async def add_if_absent(self, id: ProductId, available: int) -> None:
        """Start the stock of a product; do nothing when it has one."""
        document = {"available": available, "holds": [], "updated_at": datetime.now(UTC)}
        with our_codes():
            await self._stock.update_one({"_id": id}, {"$setOnInsert": document}, upsert=True)

    async def _update(self, condition: Mapping[str, Any], change: Mapping[str, Any]) -> bool:
        now = {"updated_at": datetime.now(UTC)}
        stamped = {**change, "$set": {**change.get("$set", {}), **now}}
        with our_codes():
            return (await self._stock.update_one(condition, stamped)).modified_count == 1


def _holding(order_id: str, line: ReservedLine) -> dict[str, Any]:
    hold = {"order_id": order_id, "quantity": line.quantity, "state": HELD}
    return {"_id": line.product_id, "holds": {"$elemMatch": hold}}


def _is_held(document: Mapping[str, Any], order_id: str) -> bool:
    """Whether the order's pieces are taken already, for now or for good."""
    return any(
        hold["order_id"] == order_id and hold["state"] != RELEASED for hold in document["holds"]
    )
