"""What an order is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from subgraphs.common.money import Money

OrderId = NewType("OrderId", str)
BuyerId = NewType("BuyerId", str)

ORDER_PREFIX = "ord"
ITEM_PREFIX = "itm"
PAYMENT_PREFIX = "pay"
BUYER_PREFIX = "usr"
PRODUCT_PREFIX = "prd"


class State(Enum):
    """Where the placement of an order stands; the saga moves it."""

    CREATED = "CREATED"
    RESERVED = "RESERVED"
    AUTHORIZED = "AUTHORIZED"
    COMPENSATING = "COMPENSATING"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"

    @property
    def is_final(self) -> bool:
        """Whether placing has ended, one way or the other."""
        return self in (State.CONFIRMED, State.REJECTED)


class OrderStatus(Enum):
    """Where an order stands, as its buyer sees it."""

    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"


class RejectionReason(Enum):
    """Why an order was not placed."""

    OUT_OF_STOCK = "OUT_OF_STOCK"
    PRODUCT_UNAVAILABLE = "PRODUCT_UNAVAILABLE"
    PRICE_CHANGED = "PRICE_CHANGED"
    PAYMENT_DECLINED = "PAYMENT_DECLINED"
    TIMED_OUT = "TIMED_OUT"


class PaymentStatus(Enum):
    """Where the money stands."""

    AUTHORIZED = "AUTHORIZED"
    FAILED = "FAILED"
    VOIDED = "VOIDED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where an order goes: a copy, because accounts change and parcels do not."""

    name: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestedLine:
    """So many pieces of a product."""

    product_id: str
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PricedLine:
    """What was bought, with the name and price it had when its stock was reserved."""

    product_id: str
    sku: str
    name: str
    quantity: int
    unit_price: Money

    @property
    def total(self) -> Money:
        """The price of all pieces."""
        return self.unit_price.times(self.quantity)


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderItem:
    """A priced line of a recorded order."""

    id: str
    order_id: OrderId
    line: PricedLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """The money of one order, as far as the provider told."""

    id: str
    order_id: OrderId
    status: PaymentStatus
    amount: Money
    method_label: str | None
    failure_code: str | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why an order was rejected, as it is stored and told again to every retry."""

    reason: RejectionReason
    product_id: str | None = None
    requested: int | None = None
    available: int | None = None
    actual: Money | None = None
    retryable: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """An order from the first moment its key was claimed; *total* is None until it is priced."""

    id: OrderId
    number: str
    buyer_id: BuyerId
    state: State
    requested: Sequence[RequestedLine]
    expected_total: Money | None
    total: Money | None
    payment_token: str
    shipping_address: Address
    note: str | None
    refusal: Refusal | None
    created_at: datetime
    updated_at: datetime

    @property
    def status(self) -> OrderStatus:
        """The state as the buyer sees it: the saga's own steps are all PENDING."""
        if self.state is State.CONFIRMED:
            return OrderStatus.CONFIRMED
        return OrderStatus.REJECTED if self.state is State.REJECTED else OrderStatus.PENDING


@dataclass(frozen=True, kw_only=True, slots=True)
class BuyerPage:
    """Which orders of which buyer: *first* of them, older than the order *after*."""

    buyer_id: BuyerId
    first: int
    after: OrderId | None
