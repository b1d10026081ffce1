"""Lists of products; lookups by key are the loaders'."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from subgraphs.common.errors import BadUserInput
from subgraphs.common.ids import to_uuid
from subgraphs.common.pages import Page, decode_cursor, encode_cursor, page_of, page_size
from subgraphs.products.domain import (
    PRODUCT_PREFIX,
    Category,
    CategoryId,
    Position,
    Product,
    ProductFilter,
    ProductSort,
    ProductSortField,
)
from subgraphs.products.store import CatalogueStore

_PRICE = re.compile(r"[0-9]{1,12}[.][0-9]{2}")


class CatalogueService:
    """Decides which page of which list is meant."""

    def __init__(self, store: CatalogueStore) -> None:
        self._store = store

    async def page(
        self, wanted: ProductFilter, sort: ProductSort, *, first: int, after: str | None
    ) -> Page[Product]:
        """Up to 100 products behind the cursor; BAD_USER_INPUT for a cursor of another order."""
        size = page_size(first)
        position = None if after is None else _position(after, sort)
        return page_of(await self._store.page(wanted, sort, position, size + 1), size, after)

    async def count(self, wanted: ProductFilter) -> int:
        """How many products the list holds; counting stops at 10,000."""
        return await self._store.count(wanted)

    async def category_by_slug(self, slug: str) -> Category | None:
        """The category with this slug, None when there is none."""
        return await self._store.category_by_slug(slug)

    async def categories(self, parent_id: str | None) -> Sequence[Category]:
        """The parts of a category, in the shop's order; without one, the topmost."""
        parent = None if parent_id is None else CategoryId(parent_id)
        return (await self._store.categories_by_parent([parent]))[parent]


def cursor(product: Product, sort: ProductSort) -> str:
    """The opaque position of *product* in a list of this order."""
    match sort.field:
        case ProductSortField.CREATED_AT:
            value = product.created_at.isoformat()
        case ProductSortField.PRICE:
            value = str(product.price.amount)
        case ProductSortField.NAME:
            value = product.name.casefold()
    return encode_cursor(_kind(sort), value, product.id)


def _position(after: str, sort: ProductSort) -> Position:
    value, id = decode_cursor(after, _kind(sort), 2)
    if to_uuid(id, PRODUCT_PREFIX) is None or not _is_spelled(sort.field, value):
        raise BadUserInput("`after` holds a position no page ever gave.")
    return Position(value=value, id=id)


def _is_spelled(field: ProductSortField, value: str) -> bool:
    """Whether `cursor` could have written it; another spelling must not reach the database."""
    match field:
        case ProductSortField.CREATED_AT:
            try:
                return datetime.fromisoformat(value).utcoffset() == timedelta(0)
            except ValueError:
                return False
        case ProductSortField.PRICE:
            return _PRICE.fullmatch(value) is not None
        case ProductSortField.NAME:
            return value == value.casefold()


def _kind(sort: ProductSort) -> str:
    return f"products:{sort.field.name}:{sort.direction.name}"
