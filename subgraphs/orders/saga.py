"""The life of one order as a pure machine: what happened leads to the next state and its calls.

    CREATED ──reserved──► RESERVED ──authorized──► AUTHORIZED ──committed──► CONFIRMED
       │ refused              │ declined, dearer,      │ lapsed             cancel │  │ ship
       ▼                      ▼ 20 h old               ▼                           ▼  ▼
    REJECTED ◄──undone── COMPENSATING ◄────────────────┘   CANCELLED ◄─ CANCELLING ◄─ SHIPPING
       │ retry                                                        refused ─┘       │ captured
       └──► CREATED                COMPLETED ◄─14 days─ DELIVERED ◄─deliver─ SHIPPED ◄─┘
                                        each of the three ⇄ …_REFUNDING

A timeout is no event: nobody knows what happened, so the same call is made again under the same
key until the answer is definite. Every call is idempotent at the other side by a derived key.
"""

from collections.abc import Sequence
from enum import Enum, auto

from subgraphs.orders.domain.state import EventType, State


class Event(Enum):
    """Somebody's wish, or a definite answer from outside."""

    STOCK_RESERVED = auto()
    STOCK_REFUSED = auto()
    PRICE_DIFFERS = auto()
    PAYMENT_AUTHORIZED = auto()
    PAYMENT_DECLINED = auto()
    STOCK_COMMITTED = auto()
    RESERVATION_LAPSED = auto()
    EXPIRED = auto()
    UNDONE = auto()
    RETRY = auto()
    CANCEL = auto()
    SHIP = auto()
    PAYMENT_CAPTURED = auto()
    CAPTURE_REFUSED = auto()
    DELIVER = auto()
    COMPLETE = auto()
    REFUND = auto()
    PAYMENT_REFUNDED = auto()
    REFUND_REFUSED = auto()


class Action(Enum):
    """A call to make; repeatable."""

    RESERVE_STOCK = auto()
    AUTHORIZE_PAYMENT = auto()
    COMMIT_STOCK = auto()
    CAPTURE_PAYMENT = auto()
    REFUND_PAYMENT = auto()
    VOID_PAYMENT = auto()
    RELEASE_STOCK = auto()
    RETURN_STOCK = auto()


_NEXT: dict[tuple[State, Event], State] = {
    (State.CREATED, Event.STOCK_RESERVED): State.RESERVED,
    # Products gives a refused reservation back by itself, so there is nothing to undo.
    (State.CREATED, Event.STOCK_REFUSED): State.REJECTED,
    (State.CREATED, Event.PRICE_DIFFERS): State.COMPENSATING,
    (State.CREATED, Event.EXPIRED): State.COMPENSATING,
    (State.RESERVED, Event.PAYMENT_AUTHORIZED): State.AUTHORIZED,
    (State.RESERVED, Event.PAYMENT_DECLINED): State.COMPENSATING,
    (State.RESERVED, Event.EXPIRED): State.COMPENSATING,
    (State.AUTHORIZED, Event.STOCK_COMMITTED): State.CONFIRMED,
    (State.AUTHORIZED, Event.RESERVATION_LAPSED): State.COMPENSATING,
    (State.COMPENSATING, Event.UNDONE): State.REJECTED,
    (State.REJECTED, Event.RETRY): State.CREATED,
    (State.CONFIRMED, Event.CANCEL): State.CANCELLING,
    (State.CONFIRMED, Event.SHIP): State.SHIPPING,
    (State.CANCELLING, Event.UNDONE): State.CANCELLED,
    (State.SHIPPING, Event.PAYMENT_CAPTURED): State.SHIPPED,
    # The money that was held is gone (it is held for days, not for ever): nothing leaves the shop.
    (State.SHIPPING, Event.CAPTURE_REFUSED): State.CANCELLING,
    (State.SHIPPED, Event.DELIVER): State.DELIVERED,
    (State.DELIVERED, Event.COMPLETE): State.COMPLETED,
    (State.SHIPPED, Event.REFUND): State.SHIPPED_REFUNDING,
    (State.DELIVERED, Event.REFUND): State.DELIVERED_REFUNDING,
    (State.COMPLETED, Event.REFUND): State.COMPLETED_REFUNDING,
    (State.SHIPPED_REFUNDING, Event.PAYMENT_REFUNDED): State.SHIPPED,
    (State.DELIVERED_REFUNDING, Event.PAYMENT_REFUNDED): State.DELIVERED,
    (State.COMPLETED_REFUNDING, Event.PAYMENT_REFUNDED): State.COMPLETED,
    (State.SHIPPED_REFUNDING, Event.REFUND_REFUSED): State.SHIPPED,
    (State.DELIVERED_REFUNDING, Event.REFUND_REFUSED): State.DELIVERED,
    (State.COMPLETED_REFUNDING, Event.REFUND_REFUSED): State.COMPLETED,
}

_WAITS_FOR: dict[State, Sequence[Action]] = {
    State.CREATED: (Action.RESERVE_STOCK,),
    State.RESERVED: (Action.AUTHORIZE_PAYMENT,),
    State.AUTHORIZED: (Action.COMMIT_STOCK,),
    # Money first: a buyer waits for it, nobody waits for the stock.
    State.COMPENSATING: (Action.VOID_PAYMENT, Action.RELEASE_STOCK),
    State.CANCELLING: (Action.VOID_PAYMENT, Action.RETURN_STOCK),
    State.SHIPPING: (Action.CAPTURE_PAYMENT,),
    State.SHIPPED_REFUNDING: (Action.REFUND_PAYMENT,),
    State.DELIVERED_REFUNDING: (Action.REFUND_PAYMENT,),
    State.COMPLETED_REFUNDING: (Action.REFUND_PAYMENT,),
}

# Whether an order that is too old to ask for money still may: these have not asked yet, or the
# answer is unknown and voiding makes it certain. Later states can only be finished.
GIVES_UP = frozenset({State.CREATED, State.RESERVED})


def resume(state: State) -> Sequence[Action]:
    """What an order in *state* waits for, whoever drives it, first try or after a crash."""
    return _WAITS_FOR.get(state, ())


def step(state: State, event: Event) -> tuple[State, Sequence[Action]]:
    """The state after *event* and its actions; a late or repeated event changes nothing."""
    after = _NEXT.get((state, event))
    return (state, ()) if after is None else (after, resume(after))


_TOLD = {
    Event.STOCK_RESERVED: EventType.STOCK_RESERVED,
    Event.PAYMENT_AUTHORIZED: EventType.PAYMENT_AUTHORIZED,
    Event.RETRY: EventType.PAYMENT_RETRIED,
    Event.REFUND: EventType.REFUNDING,
    Event.PAYMENT_REFUNDED: EventType.REFUNDED,
    Event.REFUND_REFUSED: EventType.REFUND_REFUSED,
}


def told_as(event: Event, after: State) -> EventType:
    """The entry in the order's timeline for *event*, which led to *after*."""
    return _TOLD.get(event) or EventType(after.value)
