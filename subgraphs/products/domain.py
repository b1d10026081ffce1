"""What the shop sells, how much of it is there, and what can come of reserving it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, NewType, TypeAlias

from subgraphs.common.money import Money

ProductId = NewType("ProductId", str)
Sku = NewType("Sku", str)
CategoryId = NewType("CategoryId", str)

PRODUCT_PREFIX = "prd"
CATEGORY_PREFIX = "cat"
# A buyer is told that few are left before the last piece is gone, not when it is.
LOW_STOCK = 5
# Longer than any payment takes; short enough that an abandoned hold is soon for sale again.
HOLD_TTL = timedelta(minutes=15)


class ProductStatus(Enum):
    """Whether a product is for sale."""

    DRAFT = "DRAFT"
    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


class StockLevel(Enum):
    """How much is there, as buyers may know it."""

    IN_STOCK = "IN_STOCK"
    LOW = "LOW"
    OUT_OF_STOCK = "OUT_OF_STOCK"


class ProductSortField(Enum):
    """What a product list can be sorted by; each value is the document's field."""

    CREATED_AT = "created_at"
    PRICE = "price"
    NAME = "name_folded"


class SortDirection(Enum):
    """Smallest first or largest first."""

    ASC = 1
    DESC = -1


class ReservationState(Enum):
    """Where a reservation stands; it leaves HELD once and never comes back."""

    HELD = "HELD"
    COMMITTED = "COMMITTED"
    RELEASED = "RELEASED"


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
class Stock:
    """How many pieces can be bought now, and how many wait for their order."""

    available: int
    reserved: int
    updated_at: datetime

    @property
    def level(self) -> StockLevel:
        """What buyers may know."""
        if self.available == 0:
            return StockLevel.OUT_OF_STOCK
        return StockLevel.LOW if self.available <= LOW_STOCK else StockLevel.IN_STOCK


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


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestedLine:
    """So many pieces of a product."""

    product_id: ProductId
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservedLine:
    """What was reserved, with the name and price it had then."""

    product_id: ProductId
    sku: Sku
    name: str
    quantity: int
    unit_price: Money
    weight_grams: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortfall:
    """A line there was not enough for."""

    product_id: ProductId
    requested: int
    available: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reservation:
    """Stock set aside for one order; its id is the order's."""

    order_id: str
    lines: tuple[ReservedLine, ...]
    state: ReservationState
    expires_at: datetime
    shortfalls: tuple[Shortfall, ...] = field(default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownProducts:
    """These cannot be bought: they do not exist or are not for sale."""

    product_ids: Sequence[ProductId]


ReserveOutcome: TypeAlias = Reservation | UnknownProducts


def merged(lines: Sequence[RequestedLine]) -> list[RequestedLine]:
    """One line a product, in product-id order, so that two orders never wait for each other."""
    quantities: dict[ProductId, int] = {}
    for line in lines:
        quantities[line.product_id] = quantities.get(line.product_id, 0) + line.quantity
    return [RequestedLine(product_id=id, quantity=quantities[id]) for id in sorted(quantities)]
