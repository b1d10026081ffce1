"""What of Strawberry's own machinery may be taken a short way, because its outcome is known.

Each is recognised by the very function Strawberry made; what somebody put in its place, or wrapped
round it, is called as it stands.
"""

import inspect
import keyword
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

import strawberry
from graphql import (
    GraphQLAbstractType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    is_union_type,
)
from strawberry import Schema
from strawberry.types import Info
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE
from strawberry.types.field import StrawberryField

_BASIC = "GraphQLCoreConverter.from_resolver.<locals>._get_basic_result"
_IS_TYPE_OF = "GraphQLCoreConverter.from_object.<locals>._get_is_type_of.<locals>.is_type_of"
_INTERFACE = "GraphQLCoreConverter.from_interface.<locals>._get_resolve_type.<locals>.resolve_type"
_TOLD = "GraphQLCoreConverter.from_resolver.<locals>._strawberry_info_from_graphql"
_TELLS = "_strawberry_info_from_graphql"
_RESOLVERS = (
    "GraphQLCoreConverter.from_resolver.<locals>._resolver",
    "GraphQLCoreConverter.from_resolver.<locals>._async_resolver",
)
_UNION_TYPE = "StrawberryUnion.get_type_resolver.<locals>._resolve_union_type"
_DEFINITION = "strawberry-definition"
_HOME = str(Path(strawberry.__file__).parent)


# Calls a resolver's function for a source; what it is told is made when it asks to be told.
Function: TypeAlias = Callable[[Any, Callable[[], Any]], Any]


def cast_of(value: Any) -> type | None:
    """The type `strawberry.cast` gave to this very object."""
    return getattr(value, TYPE_CAST_ATTRIBUTE, None)


def attribute(field: GraphQLField) -> str | None:
    """The attribute a field without a resolver reads."""
    declared = field.extensions.get(_DEFINITION)
    if not isinstance(declared, StrawberryField) or _closed(field.resolve, _BASIC, "field") != [
        declared
    ]:
        return None
    if declared.default_resolver is not getattr:
        return None
    if type(declared).get_result is not StrawberryField.get_result:
        return None
    name = declared.python_name
    return name if name.isidentifier() and not keyword.iskeyword(name) else None


class Recognised:
    """What is known of a schema's own classes and resolvers."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.classes = frozenset(_plain(schema.type_map.values()))
        made_by = schema.extensions.get(_DEFINITION)
        self._strawberry = made_by if isinstance(made_by, Schema) else None

    def function(self, field: GraphQLField) -> Function | None:
        """The function behind a resolver without arguments and without field extensions."""
        declared = field.extensions.get(_DEFINITION)
        if self._strawberry is None or self._strawberry.exception_handlers:
            return None
        if not isinstance(declared, StrawberryField):
            return None
        # Also one that was made for another field is called as it stands.
        told = [
            _closed(field.resolve, each, "_strawberry_info_from_graphql") for each in _RESOLVERS
        ]
        if [_closed(each, _TOLD, "field") for found in told for each in found] != [[declared]]:
            return None
        if declared.extensions or declared.arguments or declared.is_subscription:
            return None
        if type(declared).get_result is not StrawberryField.get_result:
            return None
        # Another class may want to be made for each resolver.
        return _function(declared) if self._strawberry.config.info_class is Info else None

    def accepted_by(self, type_: GraphQLObjectType) -> frozenset[type]:
        """Classes whose objects, unless cast, pass the type's `is_type_of`."""
        definition = _definition(type_)
        if definition is None or _closed(type_.is_type_of, _IS_TYPE_OF, "object_type") != [
            definition
        ]:
            return frozenset()
        possible = (definition.origin, *(each.origin for each in definition.interfaces))
        return frozenset(each for each in self.classes if issubclass(each, possible))

    def tells_by_class(self, type_: GraphQLAbstractType) -> frozenset[type]:
        """Classes all of whose objects, unless cast, are of one and the same type."""
        if is_union_type(type_):
            if not _closed(type_.resolve_type, _UNION_TYPE, "type_map"):
                return frozenset()
            members = {each.origin for each in map(_definition, type_.types) if each is not None}
            return self.classes & members
        definition: Any = type_.extensions.get(_DEFINITION)
        if _closed(type_.resolve_type, _INTERFACE, "interface") != [definition]:
            return frozenset()
        # Others are told apart by their values.
        return frozenset(each for each in self.classes if issubclass(each, definition.origin))


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


def _function(declared: StrawberryField) -> Function | None:
    resolver = declared.base_resolver
    if resolver is None or inspect.isasyncgenfunction(resolver.wrapped_func):
        return None
    takes_self = resolver.self_parameter is not None
    sources = [each.name for each in (resolver.parent_parameter, resolver.root_parameter) if each]
    told = None if resolver.info_parameter is None else resolver.info_parameter.name

    def function(source: Any, info: Callable[[], Any]) -> Any:
        named = dict.fromkeys(sources, source)
        if told is not None:
            named[told] = Info(_raw_info=info(), _field=declared)
        return resolver(source, **named) if takes_self else resolver(**named)

    return function


def _definition(type_: Any) -> StrawberryObjectDefinition | None:
    found = type_.extensions.get(_DEFINITION)
    return found if isinstance(found, StrawberryObjectDefinition) else None


def _closed(function: Any, name: str, variable: str) -> list[Any]:
    """What the *variable* is inside a function of this name that Strawberry itself made.

    Nothing when it is another function. It is looked at by its code: whoever wraps a function with
    `functools.wraps` gives the wrapper its name.
    """
    code = getattr(function, "__code__", None)
    if code is None or code.co_qualname != name or not code.co_filename.startswith(_HOME):
        return []
    inside = dict(zip(code.co_freevars, function.__closure__ or (), strict=True))
    return [inside[variable].cell_contents] if variable in inside else []
