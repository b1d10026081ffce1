"""What a buyer asks for, which of it cannot be, and what can come of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from subgraphs.common.ids import to_uuid
from subgraphs.common.money import Money
from subgraphs.common.postal import Address, problems
from subgraphs.common.text import is_text
from subgraphs.orders.domain.charges import is_served
from subgraphs.orders.domain.order import (
    PRODUCT_PREFIX,
    BuyerId,
    Order,
    Refusal,
    RequestedLine,
)

# Source of both figures: the shop's product contract (a basket line is 1 to 100 pieces) and the
# largest basket we price in one call.
QUANTITY = range(1, 101)
MAX_LINES = 50
MAX_NOTE = 500
MAX_TOKEN = 255


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """One intention of one buyer; *key* makes it happen at most once."""

    buyer_id: BuyerId
    key: str
    # None orders what is in the buyer's cart.
    lines: Sequence[RequestedLine] | None
    shipping_address: Address
    payment_token: str
    expected_total: Money | None
    note: str | None

    def content(self) -> dict[str, Any]:
        """What was asked for, without who asked and under which key: what is fingerprinted."""
        address = self.shipping_address
        return {
            "lines": self.lines and [[line.product_id, line.quantity] for line in self.lines],
            "address": [getattr(address, name) for name in Address.__slots__],
            "payment": self.payment_token,
            "expected": self.expected_total and str(self.expected_total.amount),
            "note": self.note,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """The order is settled, for good or ill; *refusal* is what the key's first answer said.

    A later try with another payment may have placed the order all the same.
    """

    order: Order
    refusal: Refusal | None
    replayed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class EmptyCart:
    """The cart was to be ordered, and nothing is in it; the key is free."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InProgress:
    """Not settled yet; the same key asks again."""

    order: Order
    replayed: bool
    retry_after_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyReused:
    """The key belongs to another input."""

    first_used_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class InvalidValue:
    """One input value the rules refuse; nothing was stored and the key is free."""

    path: Sequence[str]
    message: str


PlaceOutcome: TypeAlias = Placed | EmptyCart | InProgress | KeyReused | InvalidValue


def refusal(placement: Placement) -> InvalidValue | None:
    """The first value that cannot be, whatever the stores hold."""
    return next(_refusals(placement), None)


def _refusals(placement: Placement) -> Iterator[InvalidValue]:
    if placement.lines is not None:
        yield from _wrong_lines(placement.lines)
    yield from _wrong_address(placement.shipping_address)
    if not is_text(placement.payment_token, MAX_TOKEN):
        yield InvalidValue(path=["paymentMethodToken"], message="This is no payment method token.")
    note = placement.note
    if note is not None and not is_text(note.replace("\n", " "), MAX_NOTE):
        message = f"A note is 1 to {MAX_NOTE} printable characters; leave it out for none."
        yield InvalidValue(path=["note"], message=message)


def _wrong_lines(lines: Sequence[RequestedLine]) -> Iterator[InvalidValue]:
    if not 1 <= len(lines) <= MAX_LINES:
        yield InvalidValue(path=["items"], message=f"An order has 1 to {MAX_LINES} items.")
    for index, line in enumerate(lines):
        if line.quantity not in QUANTITY:
            message = f"A quantity is {QUANTITY.start} to {QUANTITY.stop - 1}."
            yield InvalidValue(path=["items", str(index), "quantity"], message=message)
        if to_uuid(line.product_id, PRODUCT_PREFIX) is None:
            message = "This is not the id of a product."
            yield InvalidValue(path=["items", str(index), "productId"], message=message)
    if len({line.product_id for line in lines}) < len(lines):
        yield InvalidValue(path=["items"], message="Name each product once, with its quantity.")


def _wrong_address(address: Address) -> Iterator[InvalidValue]:
    found = dict(problems(address))
    if "countryCode" not in found and not is_served(address.country_code):
        found["countryCode"] = f"The shop does not ship to {address.country_code}."
    for field, message in found.items():
        yield InvalidValue(path=["shippingAddress", field], message=message)
