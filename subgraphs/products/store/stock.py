"""Stock, moved by single-document conditional updates only.

DocumentDB has no transactions over several documents, so each step is one atomic update that is
idempotent by order id, and a sequence of steps can be run again from the start at any time.

What is settled is cleared out of a stock document, which also removes the proof that a step was
taken. So a document counts its clearings, and a step that takes or returns pieces names the count
it found before it looked at its order (its fence): a try that a clearing has overtaken is refused
and must begin again, where it finds its order settled. No clock has a say in it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from subgraphs.common.faults import reach
from subgraphs.products.documents import STOCK, to_stock
from subgraphs.products.domain import (
    ProductId,
    ReservationState,
    ReservedLine,
    Shortfall,
    Stock,
)
from subgraphs.products.store.connection import Database, our_codes

HELD = ReservationState.HELD.value
COMMITTED = ReservationState.COMMITTED.value
RELEASED = ReservationState.RELEASED.value
RETURNED = ReservationState.RETURNED.value
RETURN_SUFFIX = "/return"

# Per product, how often its stock had been cleared when a try began.
Fences: TypeAlias = Mapping[ProductId, int]


class Overtaken(Exception):
    """The stock was cleared since this try began; begin again with a new fence."""


class StockStore:
    """Holds the database; each method is one atomic update, or a read."""

    def __init__(self, database: Database) -> None:
        self._stock = database[STOCK]

    async def stock_by_product(self, ids: Sequence[ProductId]) -> Mapping[ProductId, Stock]:
        """Fetch the stock of many products in one query; unknown ids are absent from the result."""
        with our_codes():
            cursor = self._stock.find({"_id": {"$in": list(ids)}})
            return {each["_id"]: to_stock(each) for each in await cursor.to_list(None)}

    async def fences(self, ids: Sequence[ProductId]) -> Fences:
        """How often each stock was cleared so far; unknown ids are absent."""
        with our_codes():
            found = self._stock.find({"_id": {"$in": list(ids)}}, {"clearings": 1})
            return {each["_id"]: each.get("clearings", 0) for each in await found.to_list(None)}

    async def take(self, order_id: str, line: ReservedLine, fences: Fences) -> Shortfall | None:
        """Move pieces from available into a hold, once per order; None when the hold is there."""
        condition = {"available": {"$gte": line.quantity}, **_unseen(line, order_id, fences)}
        hold = _entry(order_id, line.quantity, HELD)
        if await self._write(condition, _push(hold, -line.quantity)):
            reach("stock:take")
            return None
        with our_codes():
            document = await self._stock.find_one({"_id": line.product_id})
        entry = _entry_of(document, order_id)
        if entry is not None and entry["state"] != RELEASED:
            return None
        if entry is None:
            _refuse_overtaken(document, line, fences)
        available = document["available"] if document else 0
        return Shortfall(product_id=line.product_id, requested=line.quantity, available=available)

    async def keep(self, order_id: str, line: ReservedLine) -> None:
        """Mark the hold as sold; the pieces left `available` when it was taken."""
        await self._write(_holding(order_id, line), _settle(order_id, COMMITTED, 0))
        reach("stock:keep")

    async def give_back(self, order_id: str, line: ReservedLine) -> None:
        """Return the pieces of a hold; without one, leave a tombstone to refuse a late `take`."""
        released = _settle(order_id, RELEASED, line.quantity)
        if await self._write(_holding(order_id, line), released):
            reach("stock:give_back")
            return
        tombstone = _entry(order_id, 0, RELEASED, settled=True)
        unseen = {"_id": line.product_id, "holds.order_id": {"$ne": order_id}}
        await self._write(unseen, _push(tombstone, 0))

    async def take_back(self, order_id: str, line: ReservedLine, fences: Fences) -> None:
        """Put the pieces of a cancelled sale on the shelf again, once per order."""
        name = order_id + RETURN_SUFFIX
        returned = _entry(name, line.quantity, RETURNED, settled=True)
        if await self._write(_unseen(line, name, fences), _push(returned, line.quantity)):
            reach("stock:take_back")
            return
        with our_codes():
            document = await self._stock.find_one({"_id": line.product_id})
        if _entry_of(document, name) is None:
            _refuse_overtaken(document, line, fences)

    async def overdue(self, since: datetime, limit: int) -> Sequence[tuple[ProductId, str]]:
        """Holds taken before *since*, as product and order; somebody must see to them."""
        condition = {"holds": {"$elemMatch": {"state": HELD, "at": {"$lt": since}}}}
        with our_codes():
            found = await self._stock.find(condition).to_list(limit)
        return [
            (document["_id"], hold["order_id"])
            for document in found
            for hold in document["holds"]
            if hold["state"] == HELD and hold["at"] < since
        ]

    async def settled(
        self, before: datetime, limit: int
    ) -> Mapping[ProductId, Sequence[Mapping[str, Any]]]:
        """Per product the entries that were settled *before* and can be cleared."""
        with our_codes():
            cursor = self._stock.find({"holds.settled_at": {"$lt": before}})
            found = await cursor.to_list(limit)
        return {
            document["_id"]: [
                entry
                for entry in document["holds"]
                if entry["state"] != HELD and entry["settled_at"] < before
            ]
            for document in found
        }

    async def clear(self, id: ProductId, names: Sequence[str]) -> None:
        """Drop settled entries; whoever began before this must begin again."""
        gone = {"order_id": {"$in": list(names)}, "state": {"$ne": HELD}}
        change = {"$pull": {"holds": gone}, "$inc": {"clearings": 1}}
        with our_codes():
            await self._stock.update_one({"_id": id}, change)
        reach("stock:clear")

    async def add_if_absent(self, id: ProductId, available: int) -> bool:
        """Start the stock of a product; False when it has one."""
        document = {
            "available": available,
            "holds": [],
            "clearings": 0,
            "updated_at": datetime.now(UTC),
        }
        with our_codes():
            added = await self._stock.update_one({"_id": id}, {"$setOnInsert": document}, True)
        return added.upserted_id is not None

    async def _write(self, condition: Mapping[str, Any], change: Mapping[str, Any]) -> bool:
        stamped = [{"$set": {**change, "updated_at": datetime.now(UTC)}}]
        with our_codes():
            return (await self._stock.update_one(condition, stamped)).modified_count == 1


def _entry(name: str, quantity: int, state: str, *, settled: bool = False) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "order_id": {"$literal": name},
        "quantity": quantity,
        "state": state,
        "before": "$available",
        "at": datetime.now(UTC),
    }
    if settled:
        entry |= {"settled_before": "$available", "settled_at": datetime.now(UTC)}
    return entry


def _push(entry: Mapping[str, Any], change: int) -> dict[str, Any]:
    return {
        "holds": {"$concatArrays": ["$holds", [entry]]},
        "available": {"$add": ["$available", change]},
    }


def _settle(order_id: str, state: str, change: int) -> dict[str, Any]:
    settled = {"state": state, "settled_before": "$available", "settled_at": datetime.now(UTC)}
    is_ours = {"$eq": ["$$hold.order_id", {"$literal": order_id}]}
    changed = {"$cond": [is_ours, {"$mergeObjects": ["$$hold", settled]}, "$$hold"]}
    return {
        "holds": {"$map": {"input": "$holds", "as": "hold", "in": changed}},
        "available": {"$add": ["$available", change]},
    }


def _unseen(line: ReservedLine, name: str, fences: Fences) -> dict[str, Any]:
    return {
        "_id": line.product_id,
        "holds.order_id": {"$ne": name},
        # A document of the first release has no count yet.
        "clearings": fences.get(line.product_id) or {"$in": [0, None]},
    }


def _holding(order_id: str, line: ReservedLine) -> dict[str, Any]:
    hold = {"order_id": order_id, "quantity": line.quantity, "state": HELD}
    return {"_id": line.product_id, "holds": {"$elemMatch": hold}}


def _entry_of(document: Mapping[str, Any] | None, name: str) -> Mapping[str, Any] | None:
    holds = document["holds"] if document else ()
    return next((entry for entry in holds if entry["order_id"] == name), None)


def _refuse_overtaken(
    document: Mapping[str, Any] | None, line: ReservedLine, fences: Fences
) -> None:
    if document and document.get("clearings", 0) != fences.get(line.product_id, 0):
        raise Overtaken
