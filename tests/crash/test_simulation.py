"""The saga's rules hold in thousands of made-up lives, each told by one number."""

import pytest

from subgraphs.orders import saga
from subgraphs.orders.domain.state import State
from subgraphs.orders.saga import Action, Event
from tests.crash.conftest import Record, Size
from tests.crash.runs import Outcome
from tests.crash.simulation import live


def test_no_life_goes_wrong(size: Size, record: Record) -> None:
    """Drivers that die, calls that are lost, late or repeated: money and stock always agree."""
    for seed in range(size.seed * 10**6, size.seed * 10**6 + size.of(2_000, 200_000)):
        found = live(seed)
        assert not found, f"seed {seed}: {found}"
    outcome = Outcome(
        what=f"{size.of(2_000, 200_000)} lives",
        crashed=frozenset(),
        violations=[],
        settle_seconds=0,
    )
    record.add("L simulation", outcome)


@pytest.mark.parametrize(
    ("state", "event", "wrong"),
    [
        # A decline that is not compensated keeps the stock.
        (State.RESERVED, Event.PAYMENT_DECLINED, State.REJECTED),
        # A lapsed reservation that is sold all the same is sold twice.
        (State.AUTHORIZED, Event.RESERVATION_LAPSED, State.CONFIRMED),
        # A charge that was refused, and shipped all the same, is a gift.
        (State.SHIPPING, Event.CAPTURE_REFUSED, State.SHIPPED),
    ],
)
def test_a_wrong_saga_is_noticed(
    monkeypatch: pytest.MonkeyPatch, state: State, event: Event, wrong: State
) -> None:
    """With one wrong transition, some life among the two thousand goes wrong."""
    monkeypatch.setitem(saga._NEXT, (state, event), wrong)
    assert any(live(seed) for seed in range(2_000))


def test_a_saga_that_forgets_a_compensation_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Giving the stock back and keeping the money is found out."""
    monkeypatch.setitem(saga._WAITS_FOR, State.COMPENSATING, (Action.RELEASE_STOCK,))
    assert any(live(seed) for seed in range(2_000))
