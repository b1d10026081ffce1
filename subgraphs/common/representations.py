"""What the router sends of an entity, made clean: known fields only, each value of its type."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    OperationDefinitionNode,
    is_list_type,
    is_non_null_type,
    parse,
)
from strawberry.federation.schema_directives import Key, Requires
from strawberry.utils.inspect import get_func_args

from subgraphs.common.errors import BadUserInput

# Of the things a required field lists, for instance the items of a cart.
MAX_LISTED = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """How the router may refer to an entity: by one of its keys, and what its fields require."""

    entity: GraphQLObjectType
    keys: Sequence[frozenset[str]]
    required: frozenset[str]
    # The class that resolves it, where it does; whether it asks for the request.
    resolver: Any = None
    takes_info: bool = False

    def clean(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Exactly a key and required fields, each coerced by its scalar."""
        if not any(key <= given.keys() <= key | self.required for key in self.keys):
            raise BadUserInput(f"Refer to {self.entity.name} by its key fields alone.")
        fields = self.entity.fields
        return {name: coerced(fields[name].type, value) for name, value in given.items()}

    def resolve(self, info: Any, fields: dict[str, Any]) -> Any:
        """What `resolve_reference` makes of clean fields; a failure is this item's alone."""
        if self.takes_info:
            fields["info"] = info
        try:
            return self.resolver.resolve_reference(**fields)
        except Exception as error:
            return error


def references_to(types: Iterable[GraphQLNamedType]) -> Iterator[Reference]:
    """How to refer to those of the types that have keys."""
    for each in types:
        definition: Any = each.extensions.get("strawberry-definition")
        keys = _field_sets(definition, Key)
        if isinstance(each, GraphQLObjectType) and keys:
            required = [_field_sets(field, Requires) for field in definition.fields]
            names = frozenset(name for sets in required for names in sets for name in names)
            yield Reference(entity=each, keys=keys, required=names, **_resolved_by(definition))


def _resolved_by(definition: Any) -> dict[str, Any]:
    """Once: to look at a signature costs more than the rest of a reference."""
    resolve = getattr(definition.origin, "resolve_reference", None)
    if resolve is None:
        return {}
    return {"resolver": definition.origin, "takes_info": "info" in get_func_args(resolve)}


def _field_sets(declared: Any, kind: type[Key] | type[Requires]) -> list[frozenset[str]]:
    directives = getattr(declared, "directives", None) or ()
    return [field_names(str(each.fields)) for each in directives if isinstance(each, kind)]


def field_names(fields: str) -> frozenset[str]:
    """The outermost fields of a federation field set."""
    (operation,) = parse(f"{{ {fields} }}").definitions
    if not isinstance(operation, OperationDefinitionNode):
        raise TypeError(f"{fields!r} is no field set")
    selected = operation.selection_set.selections
    return frozenset(each.name.value for each in selected if isinstance(each, FieldNode))


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
