"""What shipping and tax cost. The tables are the shop's; a tax service can take its place."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from subgraphs.common.money import CENT, Money, total
from subgraphs.orders.domain.order import Charges, PricedLine

# A parcel carriers take without asking is at most 31.5 kg; more weight is more parcels.
PARCEL_GRAMS = 31_500
# Up to so many grams, at so much; per zone.
RATES: dict[str, Sequence[tuple[int, Decimal]]] = {
    "home": (
        (1_000, Decimal("3.90")),
        (5_000, Decimal("5.90")),
        (PARCEL_GRAMS, Decimal("9.90")),
    ),
    "union": (
        (1_000, Decimal("8.90")),
        (5_000, Decimal("13.90")),
        (PARCEL_GRAMS, Decimal("24.90")),
    ),
    "abroad": (
        (1_000, Decimal("14.90")),
        (5_000, Decimal("29.90")),
        (PARCEL_GRAMS, Decimal("59.90")),
    ),
}
HOME = "DE"
# Standard rates in per cent, as the member states publish them (Council Directive 2006/112/EC).
UNION_TAX: dict[str, int | Decimal] = {
    "AT": 20,
    "BE": 21,
    "BG": 20,
    "CY": 19,
    "CZ": 21,
    "DE": 19,
    "DK": 25,
    "EE": 24,
    "ES": 21,
    "FI": Decimal("25.5"),
    "FR": 20,
    "GR": 24,
    "HR": 25,
    "HU": 27,
    "IE": 23,
    "IT": 22,
    "LT": 21,
    "LU": 17,
    "LV": 21,
    "MT": 18,
    "NL": 21,
    "PL": 23,
    "PT": 23,
    "RO": 21,
    "SE": 25,
    "SI": 22,
    "SK": 23,
}
ABROAD = frozenset({"CH", "GB", "NO", "US"})


class Taxes(Protocol):
    """How much of a price is tax."""

    def included(self, gross: Money, country_code: str) -> Money:
        """The tax in *gross*, for a parcel to *country_code*."""


class TaxTable:
    """One standard rate a country; none outside the union."""

    def included(self, gross: Money, country_code: str) -> Money:
        rate = Decimal(UNION_TAX.get(country_code, 0))
        tax = gross.amount * rate / (100 + rate)
        return Money(amount=tax.quantize(CENT, ROUND_HALF_UP))


def is_served(country_code: str) -> bool:
    """Whether the shop ships there."""
    return country_code in UNION_TAX or country_code in ABROAD


def shipping(weight_grams: int, country_code: str) -> Money:
    """What parcels of this weight cost; nothing when there is nothing to carry."""
    rates = RATES[_zone(country_code)]
    full, rest = divmod(weight_grams, PARCEL_GRAMS)
    price = full * rates[-1][1]
    if rest:
        price += next(rate for grams, rate in rates if rest <= grams)
    return Money(amount=price)


def charges(lines: Sequence[PricedLine], country_code: str, taxes: Taxes) -> Charges:
    """What an order of these lines costs there."""
    subtotal = total(line.total for line in lines)
    weight = sum(line.weight_grams * line.quantity for line in lines)
    carriage = shipping(weight, country_code)
    gross = Money(amount=subtotal.amount + carriage.amount)
    return Charges(subtotal=subtotal, shipping=carriage, tax=taxes.included(gross, country_code))


def _zone(country_code: str) -> str:
    if country_code == HOME:
        return "home"
    return "union" if country_code in UNION_TAX else "abroad"
