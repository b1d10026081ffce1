"""A position of the answer: a field's, or that of a list's items."""

from collections.abc import Awaitable, Callable
from types import CoroutineType
from typing import Any, TypeAlias

from graphql import FieldNode, GraphQLOutputType, is_non_null_type
from graphql.error import located_error

from compiled.run import Place, Run, keys

# Completes a resolved value as its type says: what the answer holds, or a coroutine of it.
Complete: TypeAlias = Callable[[Any, Place, Run], Any]


class Slot:
    """Takes a value as its type says, or null with an error where the type lets null stand.

    *plain* are classes whose values nobody has to wait for.
    """

    __slots__ = ("_complete", "_is_non_null", "_nodes", "_plain")

    def __init__(
        self,
        nodes: list[FieldNode],
        type_: GraphQLOutputType,
        complete: Complete,
        plain: frozenset[type],
    ) -> None:
        self._nodes = nodes
        self._is_non_null = is_non_null_type(type_)
        self._complete = complete
        self._plain = plain

    def take(self, value: Any, place: Place, run: Run) -> Any:
        """What the answer holds for a resolved *value*, or a coroutine of it."""
        if type(value) not in self._plain and run.is_awaitable(value):
            return self._later(value, place, run)
        done = self._complete(value, place, run)
        return self._settled(done, place, run) if type(done) is CoroutineType else done

    def fail(self, error: Exception, place: Place, run: Run) -> None:
        """Null with an error in the answer where null may stand; raised to the parent elsewhere."""
        located = located_error(error, self._nodes, keys(place))
        if self._is_non_null:
            raise located
        run.add(located, place)

    async def _later(self, value: Awaitable[Any], place: Place, run: Run) -> Any:
        try:
            done = self._complete(await value, place, run)
            return await done if type(done) is CoroutineType else done
        except Exception as error:
            self.fail(error, place, run)

    async def _settled(self, done: Awaitable[Any], place: Place, run: Run) -> Any:
        try:
            return await done
        except Exception as error:
            self.fail(error, place, run)
