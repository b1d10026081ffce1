"""Completing objects, and finding out which object an abstract type is."""

from collections.abc import Awaitable, Callable, Mapping
from types import CoroutineType
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    default_type_resolver,
    is_object_type,
)
from graphql.pyutils import inspect

from compiled.field import Field
from compiled.recognise import Recognised, cast_of
from compiled.run import Place, Run
from compiled.slot import Complete

# Builds the answer of an object's selection set, or a coroutine of it.
Build = Callable[[Any, Place | None, Run], Any]


def object_of(
    type_: GraphQLObjectType, build: Build, field: Field, depth: int, known: Recognised
) -> Complete:
    """Completes a value that stands *depth* lists below the field as an object of one type."""
    is_type_of = type_.is_type_of
    if is_type_of is None:
        return build
    accepted = known.accepted_by(type_)

    def complete(value: Any, place: Place, run: Run) -> Any:
        if type(value) in accepted and cast_of(value) is None:
            return build(value, place, run)
        is_one: Any = is_type_of(value, field.info(_above(place, depth), run))
        if run.is_awaitable(is_one):
            return later(value, is_one, place, run)
        if not is_one:
            raise _wrong(value)
        return build(value, place, run)

    async def later(value: Any, is_one: Awaitable[bool], place: Place, run: Run) -> Any:
        if not await is_one:
            raise _wrong(value)
        done = build(value, place, run)
        return await done if type(done) is CoroutineType else done

    def _wrong(value: Any) -> GraphQLError:
        return GraphQLError(
            f"Expected value of type '{type_}' but got: {inspect(value)}.", field.nodes
        )

    return complete


class AbstractCompletion:
    """Completes the values of an interface or a union by the object each is."""

    __slots__ = (
        "_by_class",
        "_depth",
        "_field",
        "_known",
        "_objects",
        "_resolve",
        "_schema",
        "_type",
    )

    def __init__(
        self,
        schema: GraphQLSchema,
        type_: GraphQLAbstractType,
        objects: Mapping[str, Complete],
        field: Field,
        depth: int,
        known: Recognised,
    ) -> None:
        self._schema = schema
        self._type = type_
        self._objects = objects
        self._field = field
        self._depth = depth
        # Classes whose objects are always of the same type; asked once, and there are not many.
        self._known = known.tells_by_class(type_)
        self._by_class: dict[type, Complete] = {}
        self._resolve = type_.resolve_type or default_type_resolver

    def __call__(self, value: Any, place: Place, run: Run) -> Any:
        """The completed object, or a coroutine of it."""
        complete = self._by_class.get(type(value))
        if complete is not None and cast_of(value) is None:
            return complete(value, place, run)
        info = self._field.info(_above(place, self._depth), run)
        name: Any = self._resolve(value, info, self._type)
        if run.is_awaitable(name):
            return self._later(value, name, place, run)
        complete = self._object(name, value)
        if type(value) in self._known and cast_of(value) is None:
            self._by_class[type(value)] = complete
        return complete(value, place, run)

    async def _later(self, value: Any, name: Awaitable[Any], place: Place, run: Run) -> Any:
        done = self._object(await name, value)(value, place, run)
        return await done if type(done) is CoroutineType else done

    def _object(self, name: Any, value: Any) -> Complete:
        """The completion of the named type; an error when the value cannot be of that type."""
        complete = self._objects.get(name) if isinstance(name, str) else None
        if complete is None:
            raise GraphQLError(self._refusal(name, value), self._field.nodes)
        return complete

    def _refusal(self, name: Any, value: Any) -> str:
        type_, field = self._type, self._field.coordinate
        if name is None:
            return (
                f"Abstract type '{type_}' must resolve to an Object type at runtime for field "
                f"'{field}'. Either the '{type_}' type should provide a 'resolve_type' function "
                "or each possible type should provide an 'is_type_of' function."
            )
        if not isinstance(name, str):
            return (
                f"Abstract type '{type_}' must resolve to an Object type at runtime for field "
                f"'{field}' with value {inspect(value)}, received '{inspect(name)}', "
                "which is not a valid Object type name."
            )
        found = self._schema.get_type(name)
        if found is None:
            return (
                f"Abstract type '{type_}' was resolved to a type '{name}' "
                "that does not exist inside the schema."
            )
        if not is_object_type(found):
            return f"Abstract type '{type_}' was resolved to a non-object type '{name}'."
        return f"Runtime Object type '{found}' is not a possible type for '{type_}'."


def _above(place: Place, depth: int) -> Place:
    """The place of the field, for a value so many lists below it."""
    for _ in range(depth):
        place = place[0]
    return place
