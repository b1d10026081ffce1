"""The graph as clients see it, and the documents they ask of it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    FieldDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    OperationDefinitionNode,
    SelectionSetNode,
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


def exists(schema: GraphQLSchema, coordinate: str) -> bool:
    """Whether there is such a Type, Type.field, Type.field.argument or Enum.VALUE."""
    name, *path = coordinate.split(".")
    here: Any = schema.type_map.get(name)
    for step in path:
        members = {**getattr(here, "fields", {}), **getattr(here, "values", {})}
        here = (members or getattr(here, "args", {})).get(step)
    return here is not None


def problems(schema: GraphQLSchema, operation: Operation) -> list[str]:
    """Why an operation does not fit the graph; empty when it does."""
    return [error.message for error in validate(schema, parse(operation.text))]


def asks_for_the_schema(operation: Operation) -> bool:
    """Whether it introspects, which the public router never answers."""
    return re.search(r"\b__(schema|type)\b", operation.text) is not None


def definition_of(operation: Operation) -> OperationDefinitionNode:
    """The operation itself, without its fragments."""
    definitions = parse(operation.text).definitions
    return next(each for each in definitions if isinstance(each, OperationDefinitionNode))


def fragments_of(operation: Operation) -> Mapping[str, FragmentDefinitionNode]:
    """The fragments of an operation's text, by name."""
    definitions = parse(operation.text).definitions
    return {e.name.value: e for e in definitions if isinstance(e, FragmentDefinitionNode)}


def fields_below(
    selection: SelectionSetNode, parent: str, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[tuple[FieldNode, str]]:
    """The fields a selection asks for, each with the type it is asked of; fragments unfolded."""
    for each in selection.selections:
        if isinstance(each, FragmentSpreadNode):
            fragment = fragments[each.name.value]
            condition = fragment.type_condition.name.value
            yield from fields_below(fragment.selection_set, condition, fragments)
        elif isinstance(each, InlineFragmentNode):
            condition = each.type_condition.name.value if each.type_condition else parent
            yield from fields_below(each.selection_set, condition, fragments)
        elif isinstance(each, FieldNode) and not each.name.value.startswith("__"):
            yield each, parent


def types_in(sdl: str) -> Iterator[ObjectTypeDefinitionNode]:
    """Every object type a schema defines."""
    for type_ in parse(sdl).definitions:
        if isinstance(type_, ObjectTypeDefinitionNode):
            yield type_


def fields_in(sdl: str) -> Iterator[tuple[str, FieldDefinitionNode]]:
    """Every field a schema defines on its objects and interfaces, by its coordinate."""
    for type_ in parse(sdl).definitions:
        if isinstance(type_, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            for field in type_.fields or ():
                yield f"{type_.name.value}.{field.name.value}", field


def arguments_of(directive: DirectiveNode) -> dict[str, Any]:
    """The values a directive is given."""
    return {e.name.value: value_from_ast_untyped(e.value) for e in directive.arguments or ()}
