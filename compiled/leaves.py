"""Completing scalars and enums; values whose answer is known by their class take a short way."""

import uuid
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)
from graphql.pyutils import inspect

from compiled.run import Place, Run
from compiled.slot import Complete

# Values of exactly these classes are neither None, nor an exception, nor something to wait for.
PLAIN_VALUES = frozenset(
    {str, int, float, bool, bytes, Decimal, datetime, date, time, timedelta, uuid.UUID, dict, list}
)

# … and of exactly these nobody can change one.
_UNCHANGING = (PLAIN_VALUES - {dict, list}) | {type(None)}

# Which condition on `v` shows that the scalar's answer is the value itself. By identity: a scalar
# that somebody made under the same name has its own rules.
IDENTICAL = {
    GraphQLString: "type(v) is str",
    GraphQLID: "type(v) is str",
    GraphQLBoolean: "type(v) is bool",
    GraphQLInt: "type(v) is int and -2147483648 <= v <= 2147483647",
    # Neither infinite nor not a number: those give no zero.
    GraphQLFloat: "type(v) is float and v - v == 0",
}
_BUILT_IN = {id(each): each.coerce_output_value for each in IDENTICAL}


def is_unchanging(value: Any) -> bool:
    """Whether the same object may be given to several resolvers."""
    return type(value) in _UNCHANGING or isinstance(value, Enum)


def identical(type_: GraphQLLeafType) -> str | None:
    """The condition under which a value of a built-in scalar is its own answer."""
    built_in = _BUILT_IN.get(id(type_))
    if built_in is None or type_.coerce_output_value is not built_in:
        return None
    return IDENTICAL[type_]  # type: ignore[index]


def leaf(type_: GraphQLLeafType) -> Complete:
    """Completes what is neither None nor an exception."""
    names = _names(type_)

    def complete(value: Any, place: Place, run: Run) -> Any:
        if names is not None and type(value) is names.of:
            known = names.by_member.get(value._name_)
            if known is not None:
                return known
        answer = coerced(type_, value)
        if type(answer) not in PLAIN_VALUES and run.is_awaitable(answer):
            return _awaited(answer)
        return answer

    return complete


async def _awaited(answer: Awaitable[Any]) -> Any:
    return await answer


def coerced(type_: GraphQLLeafType, value: Any) -> Any:
    """What the type makes of *value*; nothing is an error."""
    answer = type_.coerce_output_value(value)
    if answer is Undefined or answer is None:
        raise TypeError(
            f"Expected `{inspect(type_)}.coerce_output_value({inspect(value)})`"
            f" to return non-nullable value, returned: {inspect(answer)}"
        )
    return answer


class _Names:
    """What the members of a Python enum are called in the graph."""

    def __init__(self, of: type[Enum], coerce: Callable[[Any], Any]) -> None:
        self.of = of
        self.by_member: dict[str, str] = {}
        for member in of:
            try:
                self.by_member[member._name_] = coerce(member)
            except Exception:  # noqa: S112 - told when such a member is answered
                continue


def _names(type_: GraphQLLeafType) -> _Names | None:
    """Strawberry looks a member up by its value, one by one; its enums know their class."""
    of = getattr(type_, "wrapped_cls", None)
    if not isinstance(type_, GraphQLEnumType) or not isinstance(of, type):
        return None
    return _Names(of, type_.coerce_output_value) if issubclass(of, Enum) else None
