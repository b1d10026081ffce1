"""What of Strawberry's own machinery may be taken a short way, because its outcome is known.

Each is recognised by the very function Strawberry made; what somebody put in its place, or wrapped
round it, is called as it stands.
"""

import keyword
from collections.abc import Callable, Iterable
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_union_type,
)
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE
from strawberry.types.field import StrawberryField

_CONVERTER = "strawberry.schema.schema_converter"
_UNION = "strawberry.types.union"
_BASIC = "GraphQLCoreConverter.from_resolver.<locals>._get_basic_result"
_IS_TYPE_OF = "GraphQLCoreConverter.from_object.<locals>._get_is_type_of.<locals>.is_type_of"
_INTERFACE = "GraphQLCoreConverter.from_interface.<locals>._get_resolve_type.<locals>.resolve_type"
_UNION_TYPE = "StrawberryUnion.get_type_resolver.<locals>._resolve_union_type"
_DEFINITION = "strawberry-definition"


def cast_of(value: Any) -> type | None:
    """The type `strawberry.cast` gave to this very object."""
    return getattr(value, TYPE_CAST_ATTRIBUTE, None)


def attribute(field: GraphQLField) -> str | None:
    """The attribute a field without a resolver reads."""
    declared = field.extensions.get(_DEFINITION)
    if not isinstance(declared, StrawberryField) or not _made(field.resolve, _CONVERTER, _BASIC):
        return None
    if declared.default_resolver is not getattr:
        return None
    if type(declared).get_result is not StrawberryField.get_result:
        return None
    name = declared.python_name
    return name if name.isidentifier() and not keyword.iskeyword(name) else None


class Recognised:
    """The classes of a schema's own objects, and what is known by class alone."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.classes = frozenset(_plain(schema.type_map.values()))

    def accepted_by(self, type_: GraphQLObjectType) -> frozenset[type]:
        """Classes whose objects, unless cast, pass the type's `is_type_of`."""
        definition = _definition(type_)
        if definition is None or not _made(type_.is_type_of, _CONVERTER, _IS_TYPE_OF):
            return frozenset()
        possible = (definition.origin, *(each.origin for each in definition.interfaces))
        return frozenset(each for each in self.classes if issubclass(each, possible))

    def tells_by_class(self, type_: GraphQLAbstractType) -> frozenset[type]:
        """Classes all of whose objects, unless cast, are of one and the same type."""
        module, name = (_UNION, _UNION_TYPE) if is_union_type(type_) else (_CONVERTER, _INTERFACE)
        return self.classes if _made(type_.resolve_type, module, name) else frozenset()


def _plain(types: Iterable[GraphQLNamedType]) -> Iterable[type]:
    """Classes whose objects are nothing but objects: not to be awaited, not raised, not generic."""
    for type_ in types:
        definition = _definition(type_)
        if definition is None or definition.is_graphql_generic or definition.concrete_of:
            continue
        origin = definition.origin
        is_own = origin.__dict__.get("__strawberry_definition__") is definition
        is_strange = issubclass(origin, BaseException) or any(
            hasattr(origin, each) for each in ("__await__", "__aiter__", "__getattr__")
        )
        if is_own and not is_strange and not definition.is_interface:
            yield origin


def _definition(type_: Any) -> StrawberryObjectDefinition | None:
    found = type_.extensions.get(_DEFINITION)
    return found if isinstance(found, StrawberryObjectDefinition) else None


def _made(function: Callable[..., Any] | None, module: str, name: str) -> bool:
    return (
        getattr(function, "__module__", None) == module
        and getattr(function, "__qualname__", None) == name
    )
