"""What the products subgraph reads: documents by id, and the tree of categories."""

import time
from collections.abc import Mapping
from typing import Any, TypeAlias

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from strawberry.dataloader import DataLoader

Document: TypeAlias = Mapping[str, Any]
TREE_SECONDS = 5.0


def by_id(
    collection: AsyncIOMotorCollection[Document], wanted: Mapping[str, int] | None = None
) -> DataLoader[str, Document | None]:
    """Many documents in one command; *wanted* names the fields that are needed."""

    async def load(ids: list[str]) -> list[Document | None]:
        documents = await collection.find({"_id": {"$in": ids}}, wanted).to_list(None)
        found = {document["_id"]: document for document in documents}
        return [found.get(id) for id in ids]

    return DataLoader(load_fn=load)


class Categories:
    """The whole tree, read at most every five seconds, as our own subgraph does."""

    def __init__(self, database: AsyncIOMotorDatabase[Document]) -> None:
        self._collection = database.categories
        self._read_at = -TREE_SECONDS
        self._tree: Mapping[str | None, Document] = {}

    async def by_id(self) -> Mapping[str | None, Document]:
        """Every category by its id."""
        if time.monotonic() - self._read_at > TREE_SECONDS:
            documents = await self._collection.find().to_list(None)
            self._tree = {document["_id"]: document for document in documents}
            self._read_at = time.monotonic()
        return self._tree
