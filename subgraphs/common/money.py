"""Exact amounts of money."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# ISO 4217 gives the euro two decimal places; the shop sells in euros only.
CURRENCY = "EUR"
CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """An amount in one currency, always with its two decimal places; never a float."""

    amount: Decimal
    currency: str = CURRENCY

    def __post_init__(self) -> None:
        exact = self.amount.quantize(CENT)
        if self.amount != exact:
            raise ValueError(f"{self.amount} {self.currency} has a fraction of a cent")
        object.__setattr__(self, "amount", exact)

    @classmethod
    def parse(cls, amount: str, currency: str = CURRENCY) -> "Money":
        """The money a decimal string stands for."""
        return cls(amount=Decimal(amount), currency=currency)

    def times(self, quantity: int) -> "Money":
        """The price of *quantity* pieces at this price."""
        return Money(amount=self.amount * quantity, currency=self.currency)


def total(amounts: Iterable[Money]) -> Money:
    """The sum of amounts in the shop's one currency; zero for none."""
    return Money(amount=sum((each.amount for each in amounts), Decimal(0)))
