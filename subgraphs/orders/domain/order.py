"""What an order is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType

from subgraphs.common.money import Money
from subgraphs.common.postal import Address
from subgraphs.orders.domain.state import STATUS, EventType, OrderStatus, State

OrderId = NewType("OrderId", str)
BuyerId = NewType("BuyerId", str)

ORDER_PREFIX = "ord"
ITEM_PREFIX = "itm"
PAYMENT_PREFIX = "pay"
REFUND_PREFIX = "rfd"
BUYER_PREFIX = "usr"
PRODUCT_PREFIX = "prd"


class RejectionReason(Enum):
    """Why an order was not placed."""

    OUT_OF_STOCK = "OUT_OF_STOCK"
    PRODUCT_UNAVAILABLE = "PRODUCT_UNAVAILABLE"
    PRICE_CHANGED = "PRICE_CHANGED"
    PAYMENT_DECLINED = "PAYMENT_DECLINED"
    TIMED_OUT = "TIMED_OUT"


class CancelReason(Enum):
    """Why an order was cancelled."""

    CHANGED_MIND = "CHANGED_MIND"
    ORDERED_BY_MISTAKE = "ORDERED_BY_MISTAKE"
    TOO_SLOW = "TOO_SLOW"
    FRAUD = "FRAUD"
    OTHER = "OTHER"
    # Nobody's wish: the provider no longer holds the money when the parcel is to leave.
    PAYMENT_LAPSED = "PAYMENT_LAPSED"


class PaymentStatus(Enum):
    """Where the money stands."""

    AUTHORIZED = "AUTHORIZED"
    CAPTURED = "CAPTURED"
    FAILED = "FAILED"
    VOIDED = "VOIDED"
    REFUNDED = "REFUNDED"


class RefundStatus(Enum):
    """Where money on its way back stands."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestedLine:
    """So many pieces of a product."""

    product_id: str
    quantity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PricedLine:
    """What was bought, with the name, price and weight it had when its stock was reserved."""

    product_id: str
    sku: str
    name: str
    quantity: int
    unit_price: Money
    weight_grams: int

    @property
    def total(self) -> Money:
        """The price of all pieces."""
        return self.unit_price.times(self.quantity)


@dataclass(frozen=True, kw_only=True, slots=True)
class Charges:
    """What an order costs. Prices include the tax; *tax* says how much of *total* it is."""

    subtotal: Money
    shipping: Money
    tax: Money

    @property
    def total(self) -> Money:
        """What is charged."""
        return Money(amount=self.subtotal.amount + self.shipping.amount)


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderItem:
    """A priced line of a recorded order."""

    id: str
    order_id: OrderId
    line: PricedLine


@dataclass(frozen=True, kw_only=True, slots=True)
class Refund:
    """Money of an order on its way back, or back; numbered from 1."""

    id: str
    order_id: OrderId
    number: int
    status: RefundStatus
    amount: Money
    reason: str | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """The money of one order, as far as the provider told."""

    id: str
    order_id: OrderId
    # Which try of placing the order it belongs to.
    attempt: int
    status: PaymentStatus
    amount: Money
    method_label: str | None
    failure_code: str | None
    # The provider's name for it.
    reference: str | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Shipment:
    """The parcel."""

    order_id: OrderId
    carrier: str
    tracking_number: str | None
    shipped_at: datetime
    delivered_at: datetime | None


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
    """An order from the first moment its key was claimed; *charges* are None until it is priced.

    *version* counts what happened to it: whoever changes an order names the version it knows.
    """

    id: OrderId
    number: str
    buyer_id: BuyerId
    state: State
    version: int
    attempt: int
    requested: Sequence[RequestedLine]
    # What was ordered leaves the cart when the order is confirmed.
    from_cart: bool
    expected_total: Money | None
    charges: Charges | None
    refunded: Money
    payment_token: str
    shipping_address: Address
    note: str | None
    refusal: Refusal | None
    cancel_reason: CancelReason | None
    needs_attention: bool
    created_at: datetime
    updated_at: datetime
    # When the present try of placing it began, by the database's clock.
    attempted_at: datetime

    @property
    def status(self) -> OrderStatus:
        """The state as people see it."""
        return STATUS[self.state]

    @property
    def hold(self) -> str:
        """The name its stock is held under; each try of placing has its own."""
        return self.id if self.attempt == 1 else f"{self.id}:{self.attempt}"

    @property
    def payment_key(self) -> str:
        """Derived, never made per call: every call about this payment carries it."""
        return f"{self.id}:authorize:{self.attempt}"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderEvent:
    """Something that happened to an order; *sequence* is its version from then on."""

    id: str
    order_id: OrderId
    sequence: int
    type: EventType
    status_before: OrderStatus | None
    status_after: OrderStatus
    actor: str
    note: str | None
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelinePage:
    """Which entries of which order: *first* of them, behind the one with sequence *after*."""

    order_id: OrderId
    first: int
    after: int
