"""What the router sends of an entity, made clean: known fields only, each value of its type."""

from typing import Any

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    is_list_type,
    is_non_null_type,
    parse,
)

from subgraphs.common.errors import BadUserInput

# Of the things a required field lists, for instance the items of a cart.
MAX_LISTED = 200


def field_names(fields: str) -> set[str]:
    """The outermost fields of a federation field set."""
    (operation,) = parse(f"{{ {fields} }}").definitions
    if not isinstance(operation, OperationDefinitionNode):
        raise TypeError(f"{fields!r} is no field set")
    selected = operation.selection_set.selections
    return {each.name.value for each in selected if isinstance(each, FieldNode)}


def coerced(type: GraphQLOutputType, value: Any) -> Any:
    """*value* as a value of *type*; BAD_USER_INPUT, or its scalar's error, when it is none."""
    if is_non_null_type(type):
        if value is None:
            raise BadUserInput("A representation lacks a value that is never null.")
        return coerced(type.of_type, value)
    if value is None:
        return None
    if is_list_type(type):
        if not isinstance(value, list) or len(value) > MAX_LISTED:
            raise BadUserInput(f"A representation lists at most {MAX_LISTED} things.")
        return [coerced(type.of_type, each) for each in value]
    if isinstance(type, GraphQLObjectType):
        return _object(type, value)
    return type.parse_value(value)  # type: ignore[union-attr]


def _object(type: GraphQLObjectType, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadUserInput("A representation must be an object.")
    given = {name: each for name, each in value.items() if name != "__typename"}
    if not given.keys() <= type.fields.keys():
        raise BadUserInput(f"A representation of {type.name} has a field it does not have.")
    return {name: coerced(type.fields[name].type, each) for name, each in given.items()}
