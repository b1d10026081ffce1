"""Scalars take one spelling of a value and say which."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLError

from subgraphs.common.scalars import SCALARS, CurrencyCode, EmailAddress, IdempotencyKey


def parse(scalar: object, value: Any) -> Any:
    """What the scalar makes of a client's value."""
    parser = SCALARS[scalar].parse_value
    assert parser is not None
    return parser(value)


@pytest.mark.parametrize(
    ("scalar", "value", "parsed"),
    [
        (Decimal, "19.90", Decimal("19.90")),
        (datetime, "2026-01-31T13:00:00+01:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        (CurrencyCode, "EUR", "EUR"),
        (EmailAddress, "ada@example.com", "ada@example.com"),
        (IdempotencyKey, "0123456789abcdef", "0123456789abcdef"),
    ],
)
def test_a_well_spelled_value_is_taken(scalar: object, value: str, parsed: Any) -> None:
    """The documented spelling of each scalar parses."""
    assert parse(scalar, value) == parsed


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        (Decimal, 19.9),
        (Decimal, "1e9"),
        (Decimal, "NaN"),
        (Decimal, "1" * 40),
        (datetime, "2026-01-31T12:00:00"),
        (datetime, "tomorrow"),
        (datetime, 5),
        (CurrencyCode, "eur"),
        (EmailAddress, "ada"),
        (EmailAddress, "ada@exam\0ple.com"),
        (EmailAddress, {"$ne": None}),
        # Half a character, a direction mark, a control character beyond ASCII.
        (EmailAddress, "ad\ud800a@example.com"),
        (EmailAddress, "ada@example\u202e.com"),
        (EmailAddress, "ada\x85@example.com"),
        (IdempotencyKey, "0" * 15),
        (IdempotencyKey, "0" * 256),
        (IdempotencyKey, "0123456789abcde\n"),
    ],
)
def test_any_other_value_is_bad_input_with_a_rule(scalar: object, value: Any) -> None:
    """Floats, missing zones, wrong lengths and control characters are refused with a code."""
    with pytest.raises(GraphQLError) as refused:
        parse(scalar, value)
    assert refused.value.extensions == {"code": "BAD_USER_INPUT"}


def test_instants_are_printed_in_utc() -> None:
    """Clients see one zone, whatever the server computed with."""
    printer = SCALARS[datetime].serialize
    assert printer is not None
    assert printer(datetime(2026, 1, 31, 12, tzinfo=UTC)) == "2026-01-31T12:00:00Z"
