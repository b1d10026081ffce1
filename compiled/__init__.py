"""GraphQL operations compiled once into straight Python, for Strawberry and graphql-core."""

from compiled.outcome import Outcome
from compiled.schema import CompiledSchema

__all__ = ["CompiledSchema", "Outcome"]
