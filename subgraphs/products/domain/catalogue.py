"""What the shop sells, and the lists it is found in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NewType

from subgraphs.common.money import Money

ProductId = NewType("ProductId", str)
Sku = NewType("Sku", str)
CategoryId = NewType("CategoryId", str)

PRODUCT_PREFIX = "prd"
CATEGORY_PREFIX = "cat"


class ProductStatus(Enum):
    """Whether a product is for sale."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


class ProductSortField(Enum):
    """What a product list can be sorted by; each value is the document's field."""

    CREATED_AT = "created_at"
    PRICE = "price"
    NAME = "name_folded"


class SortDirection(Enum):
    """Smallest first or largest first."""

    ASC = 1
    DESC = -1


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """A shelf of the shop; the tree is two levels deep."""

    id: CategoryId
    slug: str
    name: str
    parent_id: CategoryId | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """Something the shop sells, or has sold."""

    id: ProductId
    sku: Sku
    slug: str
    name: str
    description: str | None
    price: Money
    weight_grams: int | None
    category_id: CategoryId | None
    tags: tuple[str, ...]
    attributes: Mapping[str, Any]
    status: ProductStatus
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductFilter:
    """All conditions must hold; a field left out does not count."""

    category_ids: Sequence[CategoryId] | None = None
    tags: Sequence[str] | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    status: ProductStatus = ProductStatus.ACTIVE


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductSort:
    """The order of a list; equal values are ordered by id."""

    field: ProductSortField = ProductSortField.CREATED_AT
    direction: SortDirection = SortDirection.DESC


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """A place in a sorted list: behind the product with this sort value and id."""

    value: str
    id: str
