"""One execution: what its resolvers are told, and which errors it has collected."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from graphql import GraphQLError, GraphQLResolveInfo
from graphql.execution.values import VariableValues
from graphql.pyutils import Path, gather_with_cancel
from graphql.type import GraphQLResolveInfoHelpers

# As graphql-core's Path, (previous, key, type name), but a bare tuple: it is made for every object
# and read for hardly any.
Place: TypeAlias = tuple[Any, str | int, str | None]


class StrawberryResolveInfo(NamedTuple):
    """What Strawberry's executor tells a resolver: variables as a plain dict, and extensions."""

    field_name: str
    field_nodes: Any
    return_type: Any
    parent_type: Any
    path: Any
    schema: Any
    fragments: Any
    root_value: Any
    operation: Any
    variable_values: Any
    context: Any
    is_awaitable: Any
    abort_signal: Any
    async_helpers: Any
    operation_extensions: Any


class Settings(NamedTuple):
    """How values are looked at and resolvers told, the same for every execution of one caller."""

    # The class of what resolvers are told.
    info: type[GraphQLResolveInfo[Any]] | type[StrawberryResolveInfo]
    is_awaitable: Callable[[Any], bool]
    is_async_iterable: Callable[[Any], bool]


class Run:
    """The state of one execution of one operation."""

    __slots__ = (
        "_nulled",
        "_told",
        "errors",
        "is_async_iterable",
        "is_awaitable",
        "make",
        "values",
    )

    def __init__(self, settings: Settings, values: VariableValues, told: tuple[Any, ...]) -> None:
        info, self.is_awaitable, self.is_async_iterable = settings
        self.make = info._make
        self.values = values
        self._told = told
        self.errors: list[GraphQLError] = []
        self._nulled: set[Place | None] = set()

    def info(self, field: tuple[Any, ...], place: Place) -> Any:
        """What a resolver is told of a *field* that stands at *place*."""
        name, nodes, type_, parent = field
        # A list of its own: whoever is told may change it.
        return self.make((name, [*nodes], type_, parent, path(place), *self._told))

    def add(self, error: GraphQLError, place: Place | None) -> None:
        """Keep the error that nulls *place*, unless something above it is null already."""
        above: Any = place
        while above is not None:
            if above in self._nulled:
                return
            above = above[0]
        if None not in self._nulled:
            self._nulled.add(place)
            self.errors.append(error)


def path(place: Place | None) -> Path | None:
    """The same place as graphql-core tells it."""
    return None if place is None else Path(path(place[0]), place[1], place[2])


def keys(place: Place) -> list[str | int]:
    """The place as an answer tells it: field names and indices from the root."""
    found: list[str | int] = []
    rest: Any = place
    while rest is not None:
        found.append(rest[1])
        rest = rest[0]
    return found[::-1]


# Kept until they are done: the event loop itself holds tasks weakly.
_abandoned: set[asyncio.Future[Any]] = set()


def abandon(awaitables: Sequence[Awaitable[Any]]) -> None:
    """Let what was begun come to its end, and look at none of it."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        for each in awaitables:
            if asyncio.iscoroutine(each):
                each.close()
        return
    rest = asyncio.gather(*awaitables, return_exceptions=True)
    _abandoned.add(rest)
    rest.add_done_callback(_abandoned.discard)


def _gather(values: Sequence[Awaitable[Any]]) -> Awaitable[list[Any]]:
    return gather_with_cancel(*values)


def helpers(is_awaitable: Callable[[Any], bool]) -> GraphQLResolveInfoHelpers:
    """What a resolver may use to wait for several things, or to begin some nobody waits for."""

    def track(values: Sequence[Any]) -> None:
        begun = [each for each in values if is_awaitable(each)]
        if begun:
            abandon(begun)

    return GraphQLResolveInfoHelpers(gather=_gather, track=track)
