"""Scalars and types that several subgraphs share."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import NewType

import strawberry
from strawberry.schema.config import StrawberryConfig

CurrencyCode = NewType("CurrencyCode", str)
JSON = NewType("JSON", object)

CONFIG = StrawberryConfig(
    scalar_map={
        CurrencyCode: strawberry.scalar(name="CurrencyCode", serialize=str, parse_value=str),
        JSON: strawberry.scalar(name="JSON", serialize=lambda v: v, parse_value=lambda v: v),
        datetime: strawberry.scalar(
            name="DateTime",
            serialize=lambda v: v.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            parse_value=datetime.fromisoformat,
        ),
    }
)


@strawberry.federation.type(shareable=True)
class Money:
    amount: Decimal
    currency: CurrencyCode
