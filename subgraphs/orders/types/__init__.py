"""GraphQL types of the orders subgraph."""

from subgraphs.orders.types import enums

__all__ = ["enums"]
