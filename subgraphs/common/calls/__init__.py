"""Calling somebody over HTTP who may be slow, wrong or gone."""

from subgraphs.common.calls.graphql import GraphQLCalls
from subgraphs.common.calls.layers import Limits
from subgraphs.common.calls.resilience import Dependency

__all__ = ["Dependency", "GraphQLCalls", "Limits"]
