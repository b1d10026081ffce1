"""Lists of orders: which, in which order, and from where on."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from subgraphs.orders.domain.order import BuyerId
from subgraphs.orders.domain.state import OrderStatus


class OrderSortField(Enum):
    """What a list of orders can be sorted by."""

    PLACED_AT = "PLACED_AT"
    TOTAL = "TOTAL"


class SortDirection(Enum):
    """Smallest first or largest first."""

    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderFilter:
    """All conditions must hold; one left out does not count."""

    statuses: tuple[OrderStatus, ...] | None = None
    placed_after: datetime | None = None
    placed_before: datetime | None = None
    min_total: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderSort:
    """The order of a list; equal values are ordered by id."""

    field: OrderSortField = OrderSortField.PLACED_AT
    direction: SortDirection = SortDirection.DESC


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderList:
    """One page: *size* orders of these buyers or with this product (None: of all).

    *position* is the sort value and the id of the order the page borders on. *backwards* walks to
    the orders before it.
    """

    size: int
    buyer_id: BuyerId | None = None
    product_id: str | None = None
    filter: OrderFilter = OrderFilter()
    sort: OrderSort = OrderSort()
    position: tuple[str, str] | None = None
    backwards: bool = False
