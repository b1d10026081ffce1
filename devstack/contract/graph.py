"""The graph as clients see it, and the documents they ask of it."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
    value_from_ast_untyped,
)

from devstack.contract.manifests import Operation

# What routers add to every graph.
DEFER = (
    "directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT\n"
)


def client_schema(sdl: str) -> GraphQLSchema:
    """The schema of an `api.graphql`."""
    return build_schema(sdl + DEFER)


def problems(schema: GraphQLSchema, operation: Operation) -> list[str]:
    """Why an operation does not fit the graph; empty when it does."""
    return [error.message for error in validate(schema, parse(operation.text))]


def definition_of(operation: Operation) -> OperationDefinitionNode:
    """The operation itself, without its fragments."""
    definitions = parse(operation.text).definitions
    return next(each for each in definitions if isinstance(each, OperationDefinitionNode))


def fragments_of(operation: Operation) -> Mapping[str, FragmentDefinitionNode]:
    """The fragments of an operation's text, by name."""
    definitions = parse(operation.text).definitions
    return {e.name.value: e for e in definitions if isinstance(e, FragmentDefinitionNode)}


def arguments_of(directive: DirectiveNode) -> dict[str, Any]:
    """The values a directive is given."""
    return {e.name.value: value_from_ast_untyped(e.value) for e in directive.arguments or ()}
