"""Money is exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.common.money import Money, total

AMOUNTS = st.decimals(min_value=0, max_value=99_999, places=2)


@given(AMOUNTS, st.integers(min_value=1, max_value=100))
def test_a_line_costs_what_its_pieces_cost(amount: Decimal, quantity: int) -> None:
    """Multiplying is adding, to the cent."""
    price = Money(amount=amount)
    assert price.times(quantity) == total([price] * quantity)


def test_nothing_costs_nothing_with_two_decimal_places() -> None:
    """The sum of no amounts is 0.00, so that it prints like every other amount."""
    assert str(total([]).amount) == "0.00"


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity"])
def test_a_fraction_of_a_cent_is_no_money(amount: str) -> None:
    """What cannot be paid cannot be made."""
    with pytest.raises((ValueError, ArithmeticError)):
        Money.parse(amount)
