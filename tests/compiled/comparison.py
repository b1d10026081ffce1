"""Running one request both ways, and telling in what the answers differ."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import ExecutionResult, GraphQLError

from tests.compiled.documents import Request

# Executes a request in a context.
Engine = Callable[[Request, Any], Awaitable[ExecutionResult]]


@dataclass
class Seen:
    """All that can be seen of one execution."""

    data: Any = None
    errors: list[Any] = field(default_factory=list)
    raised: str | None = None
    calls: list[Any] = field(default_factory=list)
    batches: list[Any] = field(default_factory=list)


async def seen(engine: Engine, request: Request, world: Any) -> Seen:
    """Execute, wait until nothing moves any more, and note everything."""
    found, before = Seen(), asyncio.all_tasks()
    try:
        # Strawberry changes the variables of `_entities` in place.
        result = await engine(
            replace(request, variables=deepcopy(request.variables)), world.context
        )
    except (Exception, asyncio.CancelledError) as error:
        found.raised = f"{type(error).__name__}: {error}"
    else:
        found.data = result.data
        found.errors = [_told(each) for each in result.errors or ()]
    await _quiet(before)
    found.calls, found.batches = world.calls, world.batches
    return found


async def _quiet(before: "set[asyncio.Task[Any]]") -> None:
    """Until what was left behind has come to its end, and not those that ran *before*."""
    for _ in range(1000):
        others = asyncio.all_tasks() - before
        if not others:
            return
        await asyncio.gather(*others, return_exceptions=True)
    raise AssertionError("something never ends")


def _told(error: GraphQLError) -> tuple[Any, ...]:
    return (
        error.message,
        error.path,
        [(each.line, each.column) for each in error.locations or ()],
        error.extensions,
        type(error.original_error).__name__,
        len(error.nodes or ()),
    )


def differences(ordinary: Seen, compiled: Seen) -> list[str]:
    """In what the two differ, the worst first; nothing when they are equal."""
    found = []
    if ordinary.raised != compiled.raised:
        found.append(f"raised: {ordinary.raised} | {compiled.raised}")
    place = _differs(ordinary.data, compiled.data, "data")
    if place is not None:
        found.append(place)
    found += _errors(ordinary.errors, compiled.errors)
    found += _sequence("calls", ordinary.calls, compiled.calls)
    found += _sequence("batches", ordinary.batches, compiled.batches)
    return found


def _differs(one: Any, other: Any, place: str) -> str | None:
    """The first place where two answers are not the same to the letter, classes included."""
    if type(one) is not type(other):
        return f"{place}: {one!r:.200} | {other!r:.200}"
    if isinstance(one, dict):
        if list(one) != list(other):
            return f"{place}: keys {list(one)} | {list(other)}"
        pairs = [(one[key], other[key], f"{place}.{key}") for key in one]
    elif isinstance(one, list):
        if len(one) != len(other):
            return f"{place}: {len(one)} items | {len(other)}"
        pairs = [
            (*each, f"{place}[{index}]") for index, each in enumerate(zip(one, other, strict=True))
        ]
    else:
        # What is not a number is equal to nothing, itself included.
        return None if one == other or repr(one) == repr(other) else f"{place}: {one!r} | {other!r}"
    return next((found for each in pairs if (found := _differs(*each))), None)


def _errors(ordinary: list[Any], compiled: list[Any]) -> list[str]:
    if ordinary == compiled:
        return []
    if sorted(map(repr, ordinary)) == sorted(map(repr, compiled)):
        return [
            f"order of errors: {[each[1] for each in ordinary]} | {[each[1] for each in compiled]}"
        ]
    return _sequence("errors", ordinary, compiled)


def _sequence(name: str, one: list[Any], other: list[Any]) -> list[str]:
    if one == other:
        return []
    if sorted(map(repr, one)) == sorted(map(repr, other)):
        return [f"order of {name}: {one} | {other}"[:2000]]
    index = next(
        (index for index, (each, its) in enumerate(zip(one, other, strict=False)) if each != its),
        min(len(one), len(other)),
    )
    left, right = one[index : index + 1], other[index : index + 1]
    return [f"{name}[{index}]: {left} | {right} ({len(one)} | {len(other)})"]
