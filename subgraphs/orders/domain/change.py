"""What people ask of an order that exists, and what can come of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from subgraphs.common.money import Money
from subgraphs.common.postal import MAX_TEXT
from subgraphs.common.text import is_text
from subgraphs.orders.domain.order import (
    BuyerId,
    CancelReason,
    Order,
    Refund,
    Refusal,
    RejectionReason,
)
from subgraphs.orders.domain.placement import (
    MAX_NOTE,
    MAX_TOKEN,
    InProgress,
    InvalidValue,
    KeyReused,
)
from subgraphs.orders.domain.state import OrderAction, OrderStatus, State

# Payment providers remember a key for 24 hours; a call that is repeated later could take effect
# twice. So placing ends before that, with an answer or without.
GIVE_UP = timedelta(hours=20)
# How long a delivered order can still be sent back before it is completed.
COMPLETE_AFTER = timedelta(days=14)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change(ABC):
    """One intention of one person about one order; *key* makes it happen at most once.

    *buyer_id* is None when the person may change anybody's orders.
    """

    actor: str
    buyer_id: BuyerId | None
    order_id: str
    key: str
    note: str | None = None

    @property
    @abstractmethod
    def action(self) -> OrderAction:
        """What is to be done."""

    def content(self) -> Mapping[str, Any]:
        """What was asked for, without who asked and under which key: what is fingerprinted."""
        return {"order": self.order_id, "note": self.note}

    def wrong(self) -> InvalidValue | None:
        """The first value that cannot be, whatever the order is."""
        return wrong_text("note", self.note, MAX_NOTE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cancel(Change):
    """Do not send it."""

    reason: CancelReason

    @property
    def action(self) -> OrderAction:
        return OrderAction.CANCEL

    def content(self) -> Mapping[str, Any]:
        return {"order": self.order_id, "note": self.note, "reason": self.reason.value}


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryPayment(Change):
    """Place it again, with another way to pay."""

    payment_token: str

    @property
    def action(self) -> OrderAction:
        return OrderAction.RETRY_PAYMENT

    def content(self) -> Mapping[str, Any]:
        return {"order": self.order_id, "payment": self.payment_token}

    def wrong(self) -> InvalidValue | None:
        return wrong_text("paymentMethodToken", self.payment_token, MAX_TOKEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ship(Change):
    """It leaves the shop: charge what was authorised."""

    carrier: str
    tracking_number: str | None

    @property
    def action(self) -> OrderAction:
        return OrderAction.SHIP

    def content(self) -> Mapping[str, Any]:
        parcel = {"carrier": self.carrier, "tracking": self.tracking_number}
        return {"order": self.order_id, **parcel}

    def wrong(self) -> InvalidValue | None:
        return wrong_text("carrier", self.carrier, MAX_TEXT) or wrong_text(
            "trackingNumber", self.tracking_number, MAX_TEXT
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkDelivered(Change):
    """It has arrived."""

    @property
    def action(self) -> OrderAction:
        return OrderAction.MARK_DELIVERED


@dataclass(frozen=True, kw_only=True, slots=True)
class RefundMoney(Change):
    """Give money back; all that is left when no *amount* is named."""

    amount: Money | None

    @property
    def action(self) -> OrderAction:
        return OrderAction.REFUND

    def content(self) -> Mapping[str, Any]:
        amount = self.amount and str(self.amount.amount)
        return {"order": self.order_id, "note": self.note, "amount": amount}

    def wrong(self) -> InvalidValue | None:
        if self.amount is not None and self.amount.amount <= 0:
            return InvalidValue(path=["amount"], message="A refund is more than nothing.")
        return wrong_text("reason", self.note, MAX_NOTE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """The order as it stands now.

    *refund* is the one this change asked for, *refusal* why another try of placing it failed.
    """

    order: Order
    replayed: bool
    refund: Refund | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NotFound:
    """There is no such order, or it is somebody else's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Illegal:
    """The order does not stand where this can be done."""

    order: Order
    status: OrderStatus
    attempted: OrderAction
    replayed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TooLarge:
    """More than was paid and not given back yet."""

    order: Order
    refundable: Money
    replayed: bool = False


ChangeOutcome: TypeAlias = (
    Changed | NotFound | Illegal | TooLarge | InProgress | KeyReused | InvalidValue
)

_ALLOWED = {
    OrderAction.CANCEL: frozenset({State.CONFIRMED}),
    OrderAction.RETRY_PAYMENT: frozenset({State.REJECTED}),
    OrderAction.SHIP: frozenset({State.CONFIRMED}),
    OrderAction.MARK_DELIVERED: frozenset({State.SHIPPED}),
    OrderAction.REFUND: frozenset({State.SHIPPED, State.DELIVERED, State.COMPLETED}),
}


def allows(order: Order, action: OrderAction) -> bool:
    """Whether the order stands where *action* can be done, whoever asks."""
    if order.state not in _ALLOWED[action]:
        return False
    if action is OrderAction.RETRY_PAYMENT:
        return _may_retry(order)
    return action is not OrderAction.REFUND or refundable(order).amount > 0


def refundable(order: Order) -> Money:
    """What was charged and not given back."""
    if order.charges is None:
        return Money(amount=Decimal(0))
    return Money(amount=order.charges.total.amount - order.refunded.amount)


def _may_retry(order: Order) -> bool:
    refusal = order.refusal
    is_declined = refusal is not None and refusal.reason is RejectionReason.PAYMENT_DECLINED
    # Stock is refused to orders that are older, whichever try it is.
    is_young = datetime.now(UTC) - order.created_at < GIVE_UP
    return is_declined and refusal is not None and refusal.retryable and is_young


def wrong_text(name: str, value: str | None, longest: int) -> InvalidValue | None:
    """Why *value* is no text to keep, None when it is, or when there is none."""
    if value is None or is_text(value.replace("\n", " "), longest):
        return None
    message = f"This is 1 to {longest} printable characters; leave it out for none."
    return InvalidValue(path=[name], message=message)
