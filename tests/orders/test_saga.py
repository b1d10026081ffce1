"""The saga is total, ends, and undoes what it did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.orders.domain.order import State
from subgraphs.orders.saga import Action, Event, resume, step

EVENTS = st.lists(st.sampled_from(Event), max_size=30)


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_every_event_is_answered_in_every_state(state: State, event: Event) -> None:
    """What does not fit changes nothing and asks for nothing, so late answers are harmless."""
    after, actions = step(state, event)
    assert (after, actions) == (state, ()) or (after is not state and actions == resume(after))


@pytest.mark.parametrize("state", State)
def test_only_settled_orders_wait_for_nothing(state: State) -> None:
    """An order that is not settled always has something that can be tried again."""
    assert bool(resume(state)) is not state.is_final


@given(EVENTS)
def test_a_settled_order_stays_as_it_is(events: list[Event]) -> None:
    """Nothing leads out of CONFIRMED or REJECTED."""
    for state in (State.CONFIRMED, State.REJECTED):
        after = state
        for event in events:
            after, _ = step(after, event)
        assert after is state


@given(EVENTS)
def test_an_order_is_confirmed_only_with_stock_and_money(events: list[Event]) -> None:
    """However answers are mixed, repeated or late: confirming takes all three good answers."""
    state, counted = State.CREATED, set[Event]()
    for event in events:
        after, _ = step(state, event)
        if after is not state:
            counted.add(event)
        state = after
    good = {Event.STOCK_RESERVED, Event.PAYMENT_AUTHORIZED, Event.STOCK_COMMITTED}
    assert (state is State.CONFIRMED) is (good <= counted)


def test_a_refused_stock_needs_no_undoing() -> None:
    """Products holds nothing of it, and no money was asked for."""
    assert step(State.CREATED, Event.STOCK_REFUSED) == (State.REJECTED, ())


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (State.CREATED, Event.PRICE_DIFFERS),
        (State.RESERVED, Event.PAYMENT_DECLINED),
        (State.AUTHORIZED, Event.RESERVATION_LAPSED),
    ],
)
def test_what_fails_after_reserving_gives_money_and_stock_back(state: State, event: Event) -> None:
    """The way to REJECTED leads through both compensations, money first."""
    after, actions = step(state, event)
    assert after is State.COMPENSATING
    assert actions == (Action.VOID_PAYMENT, Action.RELEASE_STOCK)
    assert step(after, Event.COMPENSATED) == (State.REJECTED, ())
