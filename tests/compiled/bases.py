"""Documents as hypothesis-graphql makes them: valid, and odd in their values."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLSchema, parse_value
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema
from hypothesis_graphql.types import CustomScalarStrategies

from tests.compiled.literals import Literals


def bases(schema: GraphQLSchema, literals: Literals, number: int, count: int) -> list[str]:
    """The same documents for the same number."""
    found: list[str] = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(from_schema(schema, custom_scalars=_scalars(schema, literals)))
    def collect(document: str) -> None:
        found.append(document)

    collect()
    return found


def _scalars(schema: GraphQLSchema, literals: Literals) -> CustomScalarStrategies:
    own: Mapping[str, Any] = schema.type_map
    return {
        name: st.sampled_from([parse_value(each, no_location=True) for each in spellings])
        for name, spellings in literals.scalars.items()
        if name in own and name not in ("Int", "Float", "Boolean", "ID", "String")
    }
