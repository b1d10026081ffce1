"""The shop's scalars: each takes exactly one spelling of a value and refuses the rest."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from subgraphs.common.text import is_email

CurrencyCode = NewType("CurrencyCode", str)
EmailAddress = NewType("EmailAddress", str)
IdempotencyKey = NewType("IdempotencyKey", str)
JSON = NewType("JSON", object)

# Amounts of money, not numbers at large: as long as the columns that keep them, numeric(14, 2).
_DECIMAL = re.compile(r"-?[0-9]{1,12}([.][0-9]{1,6})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_KEY = re.compile(r"[\x21-\x7e]{16,255}")


def _refused(rule: str) -> GraphQLError:
    return GraphQLError(rule, extensions={"code": "BAD_USER_INPUT"})


def _spelled(fits: Callable[[str], object], rule: str) -> Any:
    def parse(value: Any) -> str:
        if not isinstance(value, str) or not fits(value):
            raise _refused(rule)
        return value

    return parse


def _parse_decimal(value: Any) -> Decimal:
    # A JSON number has been a float already, and has lost its cents.
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise _refused('A Decimal is a string of digits, for instance "19.90".')
    try:
        return Decimal(value)
    except InvalidOperation:
        raise _refused("Not a decimal number.") from None


def _parse_datetime(value: Any) -> datetime:
    try:
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise _refused('A DateTime has a zone, for instance "2026-01-31T12:00:00Z".')
    return parsed.astimezone(UTC)


def _print_datetime(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, for instance 2026-01-31T12:00:00Z.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        parse_value=_parse_datetime,
        serialize=_print_datetime,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number as a string; never a float.",
        parse_value=_parse_decimal,
        serialize=str,
    ),
    CurrencyCode: strawberry.scalar(
        name="CurrencyCode",
        description="A currency of ISO 4217, for instance EUR.",
        parse_value=_spelled(
            _CURRENCY.fullmatch, "A CurrencyCode is three capital letters, as EUR."
        ),
        serialize=str,
    ),
    EmailAddress: strawberry.scalar(
        name="EmailAddress",
        description="An e-mail address.",
        parse_value=_spelled(is_email, "This is not an e-mail address."),
        serialize=str,
    ),
    IdempotencyKey: strawberry.scalar(
        name="IdempotencyKey",
        description="Made by the client once per intention: 16 to 255 printable characters, "
        "for instance a UUID.",
        parse_value=_spelled(
            _KEY.fullmatch,
            "An IdempotencyKey is 16 to 255 printable ASCII characters without spaces.",
        ),
        serialize=str,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Values without a fixed shape.",
        parse_value=lambda value: value,
        serialize=lambda value: value,
    ),
}
