"""Where an order can stand, as the saga knows it and as people see it."""

from enum import Enum


class State(Enum):
    """Where an order stands; only the saga moves it."""

    CREATED = "CREATED"
    RESERVED = "RESERVED"
    AUTHORIZED = "AUTHORIZED"
    COMPENSATING = "COMPENSATING"
    REJECTED = "REJECTED"
    CONFIRMED = "CONFIRMED"
    CANCELLING = "CANCELLING"
    CANCELLED = "CANCELLED"
    SHIPPING = "SHIPPING"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    COMPLETED = "COMPLETED"
    # Money on its way back; the parcel is where it was.
    SHIPPED_REFUNDING = "SHIPPED_REFUNDING"
    DELIVERED_REFUNDING = "DELIVERED_REFUNDING"
    COMPLETED_REFUNDING = "COMPLETED_REFUNDING"

    @property
    def is_settled(self) -> bool:
        """Whether the order waits for people or for nothing, and not for an answer."""
        return self in SETTLED


SETTLED = frozenset(
    {
        State.REJECTED,
        State.CONFIRMED,
        State.CANCELLED,
        State.SHIPPED,
        State.DELIVERED,
        State.COMPLETED,
    }
)
UNSETTLED = frozenset(State) - SETTLED
# Somebody still has something to do for the buyer, or money moves.
OPEN = UNSETTLED | {State.CONFIRMED, State.SHIPPED}


class OrderStatus(Enum):
    """Where an order stands, as its buyer sees it."""

    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    REJECTED = "REJECTED"


STATUS = {
    State.CREATED: OrderStatus.PENDING,
    State.RESERVED: OrderStatus.PENDING,
    State.AUTHORIZED: OrderStatus.PENDING,
    State.COMPENSATING: OrderStatus.PENDING,
    State.REJECTED: OrderStatus.REJECTED,
    State.CONFIRMED: OrderStatus.CONFIRMED,
    # Decided, and not undone yet: it is still the order it was.
    State.CANCELLING: OrderStatus.CONFIRMED,
    State.CANCELLED: OrderStatus.CANCELLED,
    State.SHIPPING: OrderStatus.CONFIRMED,
    State.SHIPPED: OrderStatus.SHIPPED,
    State.DELIVERED: OrderStatus.DELIVERED,
    State.COMPLETED: OrderStatus.COMPLETED,
    State.SHIPPED_REFUNDING: OrderStatus.SHIPPED,
    State.DELIVERED_REFUNDING: OrderStatus.DELIVERED,
    State.COMPLETED_REFUNDING: OrderStatus.COMPLETED,
}


def states_of(status: OrderStatus) -> list[State]:
    """Every state that is shown as *status*."""
    return [state for state, shown in STATUS.items() if shown is status]


class OrderAction(Enum):
    """What somebody may do with an order."""

    CANCEL = "CANCEL"
    RETRY_PAYMENT = "RETRY_PAYMENT"
    SHIP = "SHIP"
    MARK_DELIVERED = "MARK_DELIVERED"
    REFUND = "REFUND"


class EventType(Enum):
    """What happened to an order; one immutable entry each."""

    CREATED = "CREATED"
    STOCK_RESERVED = "STOCK_RESERVED"
    PAYMENT_AUTHORIZED = "PAYMENT_AUTHORIZED"
    CONFIRMED = "CONFIRMED"
    COMPENSATING = "COMPENSATING"
    REJECTED = "REJECTED"
    PAYMENT_RETRIED = "PAYMENT_RETRIED"
    CANCELLING = "CANCELLING"
    CANCELLED = "CANCELLED"
    SHIPPING = "SHIPPING"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    COMPLETED = "COMPLETED"
    REFUNDING = "REFUNDING"
    REFUNDED = "REFUNDED"
    REFUND_REFUSED = "REFUND_REFUSED"
    NEEDS_ATTENTION = "NEEDS_ATTENTION"

    @property
    def is_public(self) -> bool:
        """Whether it leaves the subgraph, as `commerce.order.<past participle>.v1`."""
        return self in PUBLIC


# What the shop tells others; steps of the saga are nobody's business.
PUBLIC = frozenset(
    {
        EventType.CREATED,
        EventType.CONFIRMED,
        EventType.SHIPPED,
        EventType.DELIVERED,
        EventType.COMPLETED,
        EventType.CANCELLED,
        EventType.REJECTED,
        EventType.REFUNDED,
    }
)
