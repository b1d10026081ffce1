"""The placement of one order as a pure machine: what happened leads to the next state and actions.

    CREATED ──reserved──► RESERVED ──authorized──► AUTHORIZED ──committed──► CONFIRMED
       │ refused              │ declined, dearer        │ lapsed
       ▼                      ▼                         ▼
    REJECTED ◄──compensated── COMPENSATING ◄────────────┘

A timeout is no event: nobody knows what happened, so the same action is tried again under the same
key until the answer is definite. Every action is idempotent at the other side by the order's id.
"""

from collections.abc import Sequence
from enum import Enum, auto

from subgraphs.orders.domain.order import State


class Event(Enum):
    """A definite answer from outside."""

    STOCK_RESERVED = auto()
    STOCK_REFUSED = auto()
    PRICE_DIFFERS = auto()
    PAYMENT_AUTHORIZED = auto()
    PAYMENT_DECLINED = auto()
    STOCK_COMMITTED = auto()
    RESERVATION_LAPSED = auto()
    COMPENSATED = auto()


class Action(Enum):
    """A call to make; repeatable."""

    RESERVE_STOCK = auto()
    AUTHORIZE_PAYMENT = auto()
    COMMIT_STOCK = auto()
    VOID_PAYMENT = auto()
    RELEASE_STOCK = auto()


_NEXT: dict[tuple[State, Event], State] = {
    (State.CREATED, Event.STOCK_RESERVED): State.RESERVED,
    # Products gives a refused reservation back by itself, so there is nothing to undo.
    (State.CREATED, Event.STOCK_REFUSED): State.REJECTED,
    (State.CREATED, Event.PRICE_DIFFERS): State.COMPENSATING,
    (State.RESERVED, Event.PAYMENT_AUTHORIZED): State.AUTHORIZED,
    (State.RESERVED, Event.PAYMENT_DECLINED): State.COMPENSATING,
    (State.AUTHORIZED, Event.STOCK_COMMITTED): State.CONFIRMED,
    (State.AUTHORIZED, Event.RESERVATION_LAPSED): State.COMPENSATING,
    (State.COMPENSATING, Event.COMPENSATED): State.REJECTED,
}

_WAITS_FOR: dict[State, Sequence[Action]] = {
    State.CREATED: (Action.RESERVE_STOCK,),
    State.RESERVED: (Action.AUTHORIZE_PAYMENT,),
    State.AUTHORIZED: (Action.COMMIT_STOCK,),
    # Money first: a buyer waits for it, nobody waits for the stock.
    State.COMPENSATING: (Action.VOID_PAYMENT, Action.RELEASE_STOCK),
    State.CONFIRMED: (),
    State.REJECTED: (),
}


def resume(state: State) -> Sequence[Action]:
    """What an order in *state* waits for, whoever drives it, first try or after a crash."""
    return _WAITS_FOR[state]


def step(state: State, event: Event) -> tuple[State, Sequence[Action]]:
    """The state after *event* and its actions; a late or repeated event changes nothing."""
    after = _NEXT.get((state, event))
    return (state, ()) if after is None else (after, resume(after))
