"""Postal addresses: what an address book and a parcel have in common."""

from collections.abc import Iterator
from dataclasses import dataclass

from subgraphs.common.text import is_text

MAX_TEXT = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where something is sent to."""

    name: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country_code: str


def problems(address: Address) -> Iterator[tuple[str, str]]:
    """The field and the rule for each value that cannot be."""
    texts = {
        "name": address.name,
        "line1": address.line1,
        "line2": address.line2,
        "city": address.city,
        "region": address.region,
        "postalCode": address.postal_code,
    }
    for field, value in texts.items():
        if value is not None and not is_text(value, MAX_TEXT):
            yield field, f"This is 1 to {MAX_TEXT} printable characters."
    code = address.country_code
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        yield "countryCode", "A country is two capital letters (ISO 3166), as DE."
