"""How much there is of a product, what can come of reserving it, and every movement of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeAlias

from subgraphs.common.money import Money
from subgraphs.products.domain.catalogue import ProductId, Sku

# A buyer is told that few are left before the last piece is gone, not when it is.
LOW_STOCK = 5
# Longer than any payment takes; short enough that an abandoned hold is soon for sale again.
HOLD_TTL = timedelta(minutes=15)
# An order is settled within 20 hours or given up (payment providers forget keys after 24), so a
# reserve for an older one can only be a ghost.
OLDEST_ORDER = timedelta(hours=20)


class StockLevel(Enum):
    """How much is there, as buyers may know it."""

    IN_STOCK = "IN_STOCK"
    LOW = "LOW"
    OUT_OF_STOCK = "OUT_OF_STOCK"


class ReservationState(Enum):
    """Where a reservation stands: HELD, then sold or given back; what was sold may come back."""

    HELD = "HELD"
    COMMITTED = "COMMITTED"
    RELEASED = "RELEASED"
    # Sold, and then cancelled: the pieces are on their way back, and then there.
    RETURNING = "RETURNING"
    RETURNED = "RETURNED"


class StockReason(Enum):
    """Why an amount changed."""

    RESERVATION = "RESERVATION"
    RELEASE = "RELEASE"
    SALE = "SALE"
    RETURN = "RETURN"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class StockChange:
    """One movement: *previous* pieces for sale became *current*; a sale only ends a hold."""

    id: str
    product_id: ProductId
    order_id: str | None
    reason: StockReason
    previous: int
    current: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryPage:
    """Which movements of a product: *first* of them, older than the one with this time and id."""

    product_id: ProductId
    first: int
    after: tuple[datetime, str] | None


ReserveOutcome: TypeAlias = Reservation | UnknownProducts


def merged(lines: Sequence[RequestedLine]) -> list[RequestedLine]:
    """One line a product, in product-id order, so that two orders never wait for each other."""
    quantities: dict[ProductId, int] = {}
    for line in lines:
        quantities[line.product_id] = quantities.get(line.product_id, 0) + line.quantity
    return [RequestedLine(product_id=id, quantity=quantities[id]) for id in sorted(quantities)]
