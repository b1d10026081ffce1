"""Whether somebody may buy, as far as the users subgraph has told."""

from dataclasses import dataclass
from enum import Enum

# What stands in the address of an order whose buyer is gone.
FORGOTTEN = "(deleted)"


class Bar(Enum):
    """Why a buyer can order nothing; the value is what the buyer is told."""

    CLOSED = "This account is closed: nothing can be ordered with it."
    LOCKED = "This account is locked; order again, with the same key, once it is unlocked."


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """Whether a buyer is closed for ever, and the orders that were in the way of it."""

    is_closed: bool
    open_orders: int
