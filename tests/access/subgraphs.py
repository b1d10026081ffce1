"""What the three subgraphs declare, read from their code."""

from collections.abc import Mapping
from importlib import import_module

from devstack.layout import SUBGRAPHS
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.scopes import Requirement, requirements


def schemas() -> Mapping[str, SubgraphSchema]:
    """The schema of each subgraph, by its name."""
    return {name: import_module(f"subgraphs.{name}.schema").schema for name in SUBGRAPHS}


def declared() -> Mapping[str, Mapping[str, Requirement]]:
    """Each subgraph's requirements, by coordinate."""
    return {name: requirements(schema) for name, schema in schemas().items()}
