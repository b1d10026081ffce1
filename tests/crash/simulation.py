"""The saga in a world made of chance: drivers die, calls are lost, late or repeated.

Everything but the saga itself is simulated, from one seed, so that a failing life can be lived
again. The other sides keep the promises the real ones are tested for: one effect a key, tombstones.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from subgraphs.orders.domain.state import State
from subgraphs.orders.saga import GIVES_UP, Action, Event, resume, step

TICKS = 60
WISHES = (
    Event.CANCEL,
    Event.SHIP,
    Event.RETRY,
    Event.DELIVER,
    Event.COMPLETE,
    Event.REFUND,
)
SOLD = {
    State.CONFIRMED,
    State.SHIPPING,
    State.SHIPPED,
    State.DELIVERED,
    State.COMPLETED,
    State.SHIPPED_REFUNDING,
    State.DELIVERED_REFUNDING,
    State.COMPLETED_REFUNDING,
}
CHARGED = SOLD - {State.CONFIRMED, State.SHIPPING}


@dataclass
class Life:
    """One order, the stock and the provider it knows, and everybody who drives it."""

    chance: random.Random
    state: State = State.CREATED
    version: int = 1
    attempt: int = 1
    refunds: int = 0
    refunded: int = 0
    payments: dict[str, str] = field(default_factory=dict)
    given_back: dict[str, bool] = field(default_factory=dict)
    holds: dict[str, str] = field(default_factory=dict)
    effects: Counter[str] = field(default_factory=Counter)
    ghosts: list[Callable[[], object]] = field(default_factory=list)
    trouble: float = 0.3

    def live(self) -> None:
        """Sixty moments of trouble, and then peace until nothing is left to do."""
        drivers = [self._drive()]
        for _ in range(TICKS):
            self._happen(drivers)
        self.trouble = 0.0
        for ghost in self.ghosts:
            ghost()
        for _ in range(50):
            if self.state.is_settled:
                break
            for _ in self._drive():
                pass
        assert self.state.is_settled, f"never settled: {self.state}"

    def _happen(self, drivers: list[Iterator[None]]) -> None:
        what = self.chance.random()
        if what < 0.6 and drivers:
            driver = self.chance.choice(drivers)
            if next(driver, self) is self:
                drivers.remove(driver)
        elif what < 0.7:
            drivers.append(self._drive())
        elif what < 0.78 and drivers:
            drivers.remove(self.chance.choice(drivers))
        elif what < 0.86 and self.ghosts:
            self.ghosts.pop(self.chance.randrange(len(self.ghosts)))()
        elif what < 0.89:
            self._lapse()
        elif what < 0.97:
            self._wish()

    def _wish(self) -> None:
        wish = self.chance.choice(WISHES)
        after, _ = step(self.state, wish)
        if after is self.state or (wish is Event.REFUND and self.refunded >= 2):
            return
        self.state, self.version = after, self.version + 1
        self.attempt += wish is Event.RETRY
        self.refunds += wish is Event.REFUND

    def _lapse(self) -> None:
        """The stock is held no longer; its sweeper gives it back."""
        for name, hold in self.holds.items():
            if hold == "HELD":
                self.holds[name] = "RELEASED"

    def _drive(self) -> Iterator[None]:
        """One driver; every yield is a moment in which it may stand still for long, or die."""
        state, version, names = self.state, self.version, self._names()
        while not state.is_settled:
            event: Event | None = None
            if state in GIVES_UP and self.chance.random() < self.trouble / 20:
                event = Event.EXPIRED
            else:
                for action in resume(state):
                    yield
                    event = self._call(action, names)
                    yield
                    if event is None:
                        return
            assert event is not None
            after, _ = step(state, event)
            # The compare-and-set of the store.
            if self.version != version:
                return
            if event is Event.PAYMENT_REFUNDED:
                self.refunded += 1
            self.state, self.version = after, version + 1
            state, version = after, self.version

    def _names(self) -> tuple[str, str, str]:
        """The keys of the present try: derived, never made per call."""
        return f"pay:{self.attempt}", f"hold:{self.attempt}", f"refund:{self.refunds}"

    def _call(self, action: Action, names: tuple[str, str, str]) -> Event | None:
        """The answer, or None when nobody knows: then it took effect, or will later, or never."""
        luck = self.chance.random()
        if luck < self.trouble / 3:
            return None
        if luck < self.trouble * 2 / 3:
            self.ghosts.append(lambda: self._effect(action, names))
            return None
        answer = self._effect(action, names)
        return None if luck < self.trouble else answer

    def _effect(self, action: Action, names: tuple[str, str, str]) -> Event:
        pay, hold, refund = names
        match action:
            case Action.RESERVE_STOCK:
                self.holds.setdefault(hold, "HELD" if self.chance.random() < 0.8 else "RELEASED")
                held = self.holds[hold] in ("HELD", "COMMITTED")
                return Event.STOCK_RESERVED if held else Event.STOCK_REFUSED
            case Action.COMMIT_STOCK:
                if self.holds.get(hold) == "HELD":
                    self.holds[hold] = "COMMITTED"
                committed = self.holds.get(hold) == "COMMITTED"
                return Event.STOCK_COMMITTED if committed else Event.RESERVATION_LAPSED
            case Action.RELEASE_STOCK:
                if self.holds.get(hold, "HELD") == "HELD":
                    self.holds[hold] = "RELEASED"
                return Event.UNDONE
            case Action.RETURN_STOCK:
                if self.holds.get(hold) == "COMMITTED":
                    self.holds[hold] = "RETURNED"
                return Event.UNDONE
            case _:
                return self._money(action, pay, refund)

    def _money(self, action: Action, pay: str, refund: str) -> Event:
        known = self.payments.get(pay)
        match action:
            case Action.AUTHORIZE_PAYMENT:
                if known is None:
                    accepted = self.chance.random() < 0.75
                    self.payments[pay] = "AUTHORIZED" if accepted else "DECLINED"
                    self.effects[f"authorize {pay}"] += accepted
                held = self.payments[pay] in ("AUTHORIZED", "CAPTURED")
                return Event.PAYMENT_AUTHORIZED if held else Event.PAYMENT_DECLINED
            case Action.CAPTURE_PAYMENT:
                if known == "AUTHORIZED" and self.chance.random() < 0.9:
                    self.payments[pay] = "CAPTURED"
                    self.effects[f"capture {pay}"] += 1
                charged = self.payments.get(pay) == "CAPTURED"
                return Event.PAYMENT_CAPTURED if charged else Event.CAPTURE_REFUSED
            case Action.REFUND_PAYMENT:
                if refund not in self.given_back:
                    self.given_back[refund] = self.chance.random() < 0.9
                    self.effects[f"refund {refund}"] += self.given_back[refund]
                is_given = self.given_back[refund]
                return Event.PAYMENT_REFUNDED if is_given else Event.REFUND_REFUSED
            case _:
                if known in (None, "AUTHORIZED"):
                    self.payments[pay] = "VOIDED"
                return Event.UNDONE

    def violations(self) -> list[str]:
        """What must hold of any life, however it went."""
        found = [f"{name} took effect {n} times" for name, n in self.effects.items() if n > 1]
        for attempt in range(1, self.attempt + 1):
            is_present = attempt == self.attempt
            payment = self.payments.get(f"pay:{attempt}", "none")
            hold = self.holds.get(f"hold:{attempt}", "none")
            if is_present and self.state in SOLD:
                right = "CAPTURED" if self.state in CHARGED else "AUTHORIZED"
                wrong = payment != right or hold != "COMMITTED"
            else:
                wrong = payment in ("AUTHORIZED", "CAPTURED") or hold in ("HELD", "COMMITTED")
            if wrong:
                found.append(f"try {attempt}: {self.state}, payment {payment}, stock {hold}")
        if self.refunded != sum(self.given_back.values()):
            found.append(f"{self.refunded} refunds written down, {self.given_back} given")
        return found


def live(seed: int) -> list[str]:
    """The violations of one life."""
    life = Life(random.Random(seed))  # noqa: S311 - repeatable, no secret
    life.live()
    return life.violations()
