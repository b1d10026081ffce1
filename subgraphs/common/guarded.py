"""Objects of a guarded type come out of no field for a viewer who may not read them.

The guard stands at the fields, found by their types when the schema is made: a field that is added
later needs no thought. Fields that can never give such an object are left as they are.
"""

from collections.abc import Awaitable, Callable, Iterable
from inspect import isawaitable
from typing import Any

from graphql import (
    GraphQLFieldResolver,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    default_field_resolver,
    get_named_type,
    is_abstract_type,
)
from strawberry.types.base import has_object_definition

from subgraphs.common.context import RequestContext
from subgraphs.common.errors import ServiceError
from subgraphs.common.scopes import Requirement, requirement_of

# What reading one value needs; None when everybody may.
Needs = Callable[[Any], Requirement | None]


def guard_types(schema: GraphQLSchema) -> None:
    """Has every field that may give an object of a guarded type give null where it is not met."""
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                needs = _needs(schema, get_named_type(field.type))
                if needs is not None:
                    field.resolve = _sifted(field.resolve or default_field_resolver, needs)


def _needs(schema: GraphQLSchema, given: GraphQLNamedType) -> Needs | None:
    if is_abstract_type(given):
        members = map(_declared, schema.get_possible_types(given))
        return _by_class if any(each is not None for each in members) else None
    declared = _declared(given)
    # By the field's type and not by the value's class: nothing gets out in another shape.
    return None if declared is None else lambda _: declared


def _declared(type_: GraphQLNamedType) -> Requirement | None:
    definition = type_.extensions.get("strawberry-definition")
    origin = getattr(definition, "origin", None)
    return None if origin is None else requirement_of(origin)


def _by_class(value: Any) -> Requirement | None:
    if not has_object_definition(value):
        # What it becomes is decided later, when nobody asks any more whether it may be seen.
        raise TypeError(f"{type(value).__name__} is no object of the schema")
    return requirement_of(type(value))


def _sifted(resolve: GraphQLFieldResolver, needs: Needs) -> GraphQLFieldResolver:
    def sifted(source: Any, info: Any, **arguments: Any) -> Any:
        return _readable(resolve(source, info, **arguments), info.context, needs)

    # Where a test takes the guard off, to see that it is missed.
    sifted.__wrapped__ = resolve  # type: ignore[attr-defined]
    return sifted


def _readable(value: Any, context: RequestContext, needs: Needs) -> Any:
    """*value* without what the viewer may not read; a list keeps its length."""
    if value is None or isinstance(value, Exception):
        return value
    if isawaitable(value):
        return _later(value, context, needs)
    if isinstance(value, Iterable):
        return [_readable(each, context, needs) for each in value]
    requirement = needs(value)
    if requirement is None:
        return value
    try:
        viewer = context.viewer
    except ServiceError as refusal:
        # Returned, it is the error of this item alone, and the list around it lives.
        return refusal
    return value if viewer is not None and requirement.is_met(viewer, value) else None


async def _later(value: Awaitable[Any], context: RequestContext, needs: Needs) -> Any:
    return _readable(await value, context, needs)
