"""What a buyer has put aside to order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, TypeAlias

from subgraphs.common.ids import to_uuid
from subgraphs.orders.domain.order import PRODUCT_PREFIX, BuyerId
from subgraphs.orders.domain.placement import MAX_LINES, QUANTITY, InvalidValue

CartId = NewType("CartId", str)

CART_PREFIX = "crt"
CART_ITEM_PREFIX = "cit"


@dataclass(frozen=True, kw_only=True, slots=True)
class CartItem:
    """So many pieces of a product, put aside."""

    id: str
    product_id: str
    quantity: int
    added_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Cart:
    """One a buyer, from the first thing put into it; items in the order they were added."""

    id: CartId
    buyer_id: BuyerId
    items: Sequence[CartItem]
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class NotForSale:
    """The catalogue says that it cannot be bought."""

    product_id: str


# None is a cart nothing was ever put into.
CartOutcome: TypeAlias = Cart | NotForSale | InvalidValue | None

TOO_MANY = InvalidValue(
    path=["productId"], message=f"A cart holds {MAX_LINES} products; remove one first."
)


def unfit(product_id: str, quantity: int) -> InvalidValue | None:
    """Why this cannot be put into a cart, whatever is in it."""
    if to_uuid(product_id, PRODUCT_PREFIX) is None:
        return InvalidValue(path=["productId"], message="This is not the id of a product.")
    if quantity not in QUANTITY:
        message = f"A quantity is {QUANTITY.start} to {QUANTITY.stop - 1}."
        return InvalidValue(path=["quantity"], message=message)
    return None
