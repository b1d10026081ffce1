"""The stock history: every movement, written once under an id made of order, product and reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.errors import BulkWriteError

from subgraphs.products.documents import STOCK_CHANGES, from_change, to_change
from subgraphs.products.domain import HistoryPage, StockChange
from subgraphs.products.store.connection import Database, our_codes

DUPLICATE_KEY = 11000


class HistoryStore:
    """Holds the database; rows are added and never changed."""

    def __init__(self, database: Database) -> None:
        self._changes = database[STOCK_CHANGES]

    async def add(self, changes: Sequence[StockChange]) -> None:
        """Write the movements that are not there yet."""
        with our_codes():
            try:
                await self._changes.insert_many(map(from_change, changes), ordered=False)
            except BulkWriteError as error:
                failures = (error.details or {})["writeErrors"]
                if any(each["code"] != DUPLICATE_KEY for each in failures):
                    raise

    async def pages(
        self, pages: Sequence[HistoryPage]
    ) -> Mapping[HistoryPage, Sequence[StockChange]]:
        """Each page, newest first, and one movement more if there is one."""
        return {page: await self._page(page) for page in pages}

    async def _page(self, page: HistoryPage) -> Sequence[StockChange]:
        condition: dict[str, Any] = {"product_id": page.product_id}
        if page.after is not None:
            at, id = page.after
            condition["$or"] = [{"at": {"$lt": at}}, {"at": at, "_id": {"$lt": id}}]
        with our_codes():
            cursor = self._changes.find(condition).sort([("at", -1), ("_id", -1)])
            return [to_change(each) for each in await cursor.to_list(page.first + 1)]
