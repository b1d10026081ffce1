"""Products and categories."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from bson import Decimal128

from subgraphs.products.documents import (
    CATEGORIES,
    PRODUCTS,
    from_product,
    to_category,
    to_product,
)
from subgraphs.products.domain import (
    Category,
    CategoryId,
    Position,
    Product,
    ProductFilter,
    ProductId,
    ProductSort,
    ProductSortField,
    Sku,
    SortDirection,
)
from subgraphs.products.store.connection import Database, our_codes

# The parent of the topmost categories is None.
ParentId: TypeAlias = CategoryId | None
# Counting further costs more than anybody reads.
MAX_COUNT = 10_000
# A renamed category is seen by everybody within this time.
TREE_SECONDS = 5.0


class CatalogueStore:
    """Holds the database; each method is one command."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._products = database[PRODUCTS]
        self._categories = database[CATEGORIES]
        self._tree: tuple[float, Sequence[Category]] = (-TREE_SECONDS, ())

    async def ping(self) -> None:
        """Raises Unavailable when the database does not answer."""
        with our_codes():
            await self._database.command("ping")

    async def products_by_id(self, ids: Sequence[ProductId]) -> Mapping[ProductId, Product]:
        """Fetch many products in one query; unknown ids are absent from the result."""
        return {each.id: each for each in await self._find({"_id": {"$in": list(ids)}})}

    async def products_by_sku(self, skus: Sequence[Sku]) -> Mapping[Sku, Product]:
        """Fetch many products in one query; unknown skus are absent from the result."""
        return {each.sku: each for each in await self._find({"sku": {"$in": list(skus)}})}

    async def products_by_slug(self, slugs: Sequence[str]) -> Mapping[str, Product]:
        """Fetch many products in one query; unknown slugs are absent from the result."""
        return {each.slug: each for each in await self._find({"slug": {"$in": list(slugs)}})}

    async def page(
        self, wanted: ProductFilter, sort: ProductSort, after: Position | None, limit: int
    ) -> Sequence[Product]:
        """Up to *limit* products behind *after*, in order."""
        condition = _condition(wanted)
        if after is not None:
            condition = {"$and": [condition, _behind(sort, after)]}
        direction = sort.direction.value
        with our_codes():
            cursor = self._products.find(condition)
            cursor = cursor.sort([(sort.field.value, direction), ("_id", direction)]).limit(limit)
            return [to_product(document) for document in await cursor.to_list(None)]

    async def count(self, wanted: ProductFilter) -> int:
        """How many products there are, up to MAX_COUNT."""
        with our_codes():
            return await self._products.count_documents(_condition(wanted), limit=MAX_COUNT)

    async def categories_by_id(self, ids: Sequence[CategoryId]) -> Mapping[CategoryId, Category]:
        """Many categories at once; unknown ids are absent from the result."""
        return {each.id: each for each in await self._all_categories() if each.id in ids}

    async def categories_by_parent(
        self, parents: Sequence[ParentId]
    ) -> Mapping[ParentId, Sequence[Category]]:
        """The children of many categories at once, in the shop's order."""
        children: dict[ParentId, list[Category]] = {parent: [] for parent in parents}
        for each in await self._all_categories():
            if each.parent_id in children:
                children[each.parent_id].append(each)
        return children

    async def category_by_slug(self, slug: str) -> Category | None:
        """The category with this slug, None when there is none."""
        return next((each for each in await self._all_categories() if each.slug == slug), None)

    async def add_if_absent(self, product: Product) -> None:
        """Add the product; do nothing when its id is known."""
        await self._insert(PRODUCTS, product.id, from_product(product))

    async def add_category_if_absent(self, category: Category, position: int) -> None:
        """Add the category; do nothing when its id is known."""
        document = {
            "slug": category.slug,
            "name": category.name,
            "parent_id": category.parent_id,
            "position": position,
        }
        await self._insert(CATEGORIES, category.id, document)

    async def _insert(self, collection: str, id: str, document: Mapping[str, Any]) -> None:
        with our_codes():
            await self._database[collection].update_one(
                {"_id": id}, {"$setOnInsert": document}, upsert=True
            )

    async def _find(self, condition: Mapping[str, Any]) -> Sequence[Product]:
        with our_codes():
            found = await self._products.find(condition).to_list(None)
        return [to_product(document) for document in found]

    async def _all_categories(self) -> Sequence[Category]:
        """The whole tree, a few seconds old: it is small, changes rarely, and is on every page."""
        read_at, tree = self._tree
        if time.monotonic() - read_at < TREE_SECONDS:
            return tree
        with our_codes():
            cursor = self._categories.find().sort([("position", 1), ("_id", 1)])
            tree = [to_category(document) for document in await cursor.to_list(None)]
        self._tree = time.monotonic(), tree
        return tree


def _condition(wanted: ProductFilter) -> dict[str, Any]:
    condition: dict[str, Any] = {"status": wanted.status.value}
    if wanted.category_ids is not None:
        condition["category_id"] = {"$in": list(wanted.category_ids)}
    if wanted.tags is not None:
        condition["tags"] = {"$all": list(wanted.tags)}
    bounds = {"$gte": wanted.price_min, "$lte": wanted.price_max}
    price = {operator: Decimal128(bound) for operator, bound in bounds.items() if bound is not None}
    return condition | ({"price": price} if price else {})


def _behind(sort: ProductSort, after: Position) -> dict[str, Any]:
    operator = "$gt" if sort.direction is SortDirection.ASC else "$lt"
    name, value = sort.field.value, _stored(sort.field, after.value)
    return {
        "$or": [{name: {operator: value}}, {name: value, "_id": {operator: after.id}}],
    }


def _stored(field: ProductSortField, value: str) -> Any:
    match field:
        case ProductSortField.CREATED_AT:
            return datetime.fromisoformat(value)
        case ProductSortField.PRICE:
            return Decimal128(value)
        case ProductSortField.NAME:
            return value
