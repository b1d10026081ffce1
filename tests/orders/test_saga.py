"""The saga is total, ends, and undoes what it did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.orders.domain.state import STATUS, EventType, OrderStatus, State
from subgraphs.orders.saga import Action, Event, resume, step, told_as

EVENTS = st.lists(st.sampled_from(Event), max_size=40)
# Somebody's wish; everything else is an answer from outside.
WISHES = {Event.RETRY, Event.CANCEL, Event.SHIP, Event.DELIVER, Event.COMPLETE, Event.REFUND}


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_every_event_is_answered_in_every_state(state: State, event: Event) -> None:
    """What does not fit changes nothing and asks for nothing, so late answers are harmless."""
    after, actions = step(state, event)
    assert (after, actions) == (state, ()) or (after is not state and actions == resume(after))


@pytest.mark.parametrize("state", State)
def test_only_settled_orders_wait_for_nothing(state: State) -> None:
    """An order that is not settled always has something that can be tried again."""
    assert bool(resume(state)) is not state.is_settled


@pytest.mark.parametrize("state", State)
def test_no_answer_moves_a_settled_order(state: State) -> None:
    """What people have been told stays until people ask for something else."""
    if state.is_settled:
        for event in set(Event) - WISHES:
            assert step(state, event) == (state, ())


@pytest.mark.parametrize("state", State)
def test_no_wish_moves_an_order_under_way(state: State) -> None:
    """One thing after the other: a wish waits until the last one is settled."""
    if not state.is_settled:
        for event in WISHES:
            assert step(state, event) == (state, ())


@given(EVENTS)
def test_an_order_is_confirmed_only_with_stock_and_money(events: list[Event]) -> None:
    """However answers are mixed, repeated or late: confirming takes all three good answers, given
    to the same try."""
    state, counted = State.CREATED, set[Event]()
    for event in events:
        after, _ = step(state, event)
        if after is State.CREATED and after is not state:
            counted.clear()
        elif after is not state:
            counted.add(event)
        if after is State.CONFIRMED and after is not state:
            assert counted >= {
                Event.STOCK_RESERVED,
                Event.PAYMENT_AUTHORIZED,
                Event.STOCK_COMMITTED,
            }
        state = after


@given(EVENTS)
def test_only_a_charged_order_ships_and_only_a_shipped_one_is_refunded(
    events: list[Event],
) -> None:
    """The money is charged before the parcel leaves, and given back only when it was charged."""
    state, charged = State.CREATED, False
    for event in events:
        after, _ = step(state, event)
        if after is not state:
            charged = charged or event is Event.PAYMENT_CAPTURED
            if STATUS[after] in (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED):
                assert charged
            if Action.REFUND_PAYMENT in resume(after):
                assert charged
            if Action.VOID_PAYMENT in resume(after):
                assert not charged
        state = after


def test_a_refused_stock_needs_no_undoing() -> None:
    """Products holds nothing of it, and no money was asked for."""
    assert step(State.CREATED, Event.STOCK_REFUSED) == (State.REJECTED, ())


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (State.CREATED, Event.PRICE_DIFFERS),
        (State.CREATED, Event.EXPIRED),
        (State.RESERVED, Event.PAYMENT_DECLINED),
        (State.RESERVED, Event.EXPIRED),
        (State.AUTHORIZED, Event.RESERVATION_LAPSED),
    ],
)
def test_what_fails_after_reserving_gives_money_and_stock_back(state: State, event: Event) -> None:
    """The way to REJECTED leads through both compensations, money first."""
    after, actions = step(state, event)
    assert after is State.COMPENSATING
    assert actions == (Action.VOID_PAYMENT, Action.RELEASE_STOCK)
    assert step(after, Event.UNDONE) == (State.REJECTED, ())


@pytest.mark.parametrize(
    ("state", "event"),
    [(State.CONFIRMED, Event.CANCEL), (State.SHIPPING, Event.CAPTURE_REFUSED)],
)
def test_a_cancelled_order_gives_money_and_stock_back(state: State, event: Event) -> None:
    """Wished for, or because the money is gone: nothing is held and the pieces are for sale."""
    after, actions = step(state, event)
    assert after is State.CANCELLING
    assert actions == (Action.VOID_PAYMENT, Action.RETURN_STOCK)
    assert step(after, Event.UNDONE) == (State.CANCELLED, ())


@pytest.mark.parametrize("state", [State.SHIPPED, State.DELIVERED, State.COMPLETED])
@pytest.mark.parametrize("answer", [Event.PAYMENT_REFUNDED, Event.REFUND_REFUSED])
def test_a_refund_leads_back_to_where_the_parcel_is(state: State, answer: Event) -> None:
    """Given or refused, money does not move the parcel."""
    refunding, actions = step(state, Event.REFUND)
    assert actions == (Action.REFUND_PAYMENT,)
    assert STATUS[refunding] is STATUS[state]
    assert step(refunding, answer)[0] is state


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_every_transition_has_its_entry_in_the_timeline(state: State, event: Event) -> None:
    """Nothing happens to an order that its timeline does not tell."""
    after, _ = step(state, event)
    if after is not state:
        assert isinstance(told_as(event, after), EventType)
