"""Arguments for any field, made by the types the schema gives them."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)

NONSENSE = "nonsense"
# Values their scalar takes and no rule does: nothing happens when somebody may send them.
SCALARS: Mapping[str, Callable[[], Any]] = {
    "ID": lambda: NONSENSE,
    "String": lambda: NONSENSE,
    "Int": lambda: 0,
    "Float": lambda: 0.0,
    "Boolean": lambda: False,
    "DateTime": lambda: "2026-01-31T12:00:00Z",
    "Decimal": lambda: "0.00",
    "CurrencyCode": lambda: "EUR",
    "EmailAddress": lambda: f"{uuid.uuid4()}@example.com",
    "IdempotencyKey": lambda: str(uuid.uuid4()),
    "JSON": dict,
}
# How long a page is where the field does not say it itself.
PAGE = 5


class NoWay(Exception):
    """A field cannot be called as it is written; the message says what to add where."""


def nonsense(type_: GraphQLInputType) -> Any:
    """A value of *type_*: every required part of it, and no more."""
    wanted: Any = get_nullable_type(type_)
    if is_list_type(wanted):
        return [nonsense(wanted.of_type)]
    if isinstance(wanted, GraphQLEnumType):
        return next(iter(wanted.values))
    if isinstance(wanted, GraphQLInputObjectType):
        return {
            name: nonsense(field.type)
            for name, field in wanted.fields.items()
            if is_required_input_field(field)
        }
    if wanted.name not in SCALARS:
        raise NoWay(f"no value for the scalar {wanted.name}: add one to {__name__}.SCALARS")
    return SCALARS[wanted.name]()


def is_page_size(name: str, given: GraphQLArgument) -> bool:
    """Whether it is one that must be given, or `last` must, which no type says."""
    return name == "first" and not is_non_null_type(given.type)
