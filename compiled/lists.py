"""Completing lists: each item on its own, null and an error where the item's type allows it."""

from collections.abc import AsyncIterator, Awaitable, Iterable, Iterator
from contextlib import suppress
from types import CoroutineType
from typing import Any

from graphql import GraphQLError, GraphQLOutputType, is_non_null_type
from graphql.error import located_error
from graphql.pyutils import is_iterable

from compiled.field import Complete, Field
from compiled.run import Place, Run, abandon, keys
from compiled.waiting import settle_list


class ListCompletion:
    """Completes the items of one list type of one field."""

    __slots__ = ("_complete", "_field", "_non_null", "_plain")

    def __init__(
        self, field: Field, item: GraphQLOutputType, complete: Complete, plain: frozenset[type]
    ) -> None:
        self._field = field
        self._complete = complete
        self._non_null = is_non_null_type(item)
        self._plain = plain

    def __call__(self, value: Any, place: Place, run: Run) -> Any:
        """The completed list, or a coroutine of it."""
        if type(value) is not list:
            if run.is_async_iterable(value):
                return self._asynchronous(value.__aiter__(), place, run)
            if not is_iterable(value):
                raise GraphQLError(
                    f"Expected Iterable, but did not find one for field '{self._field.coordinate}'."
                )
        return self._synchronous(value, place, run)

    def _synchronous(self, items: Iterable[Any], place: Place, run: Run) -> Any:
        answer: list[Any] = []
        waiting: list[int] = []
        iterator = iter(items)
        try:
            for index, item in enumerate(iterator):
                if self._append(answer, item, (place, index, None), run):
                    waiting.append(index)
        except Exception:
            begun = [answer[index] for index in waiting] + _awaitables(iterator, run)
            if begun:
                abandon(begun)
            raise
        return settle_list(answer, waiting) if waiting else answer

    def _append(self, answer: list[Any], item: Any, place: Place, run: Run) -> bool:
        """Append what the item gives; whether that is a coroutine."""
        if type(item) not in self._plain and run.is_awaitable(item):
            answer.append(self._await_item(item, place, run))
            return True
        try:
            done = self._complete(item, place, run)
        except Exception as error:
            self._fail(error, place, run)
            done = None
        if type(done) is CoroutineType:
            answer.append(self._await_done(done, place, run))
            return True
        answer.append(done)
        return False

    async def _asynchronous(self, items: AsyncIterator[Any], place: Place, run: Run) -> Any:
        answer: list[Any] = []
        waiting: list[int] = []
        try:
            while True:
                index = len(answer)
                try:
                    item = await anext(items)
                except StopAsyncIteration:
                    break
                except Exception as error:
                    raise located_error(error, self._field.nodes, keys(place)) from error
                if self._append(answer, item, (place, index, None), run):
                    waiting.append(index)
        except Exception:
            close = getattr(items, "aclose", None)
            if close is not None:
                # What went wrong first is what is told.
                with suppress(Exception):
                    await close()
            if waiting:
                abandon([answer[index] for index in waiting])
            raise
        return await settle_list(answer, waiting) if waiting else answer

    async def _await_item(self, item: Awaitable[Any], place: Place, run: Run) -> Any:
        try:
            done = self._complete(await item, place, run)
            return await done if type(done) is CoroutineType else done
        except Exception as error:
            self._fail(error, place, run)

    async def _await_done(self, done: Awaitable[Any], place: Place, run: Run) -> Any:
        try:
            return await done
        except Exception as error:
            self._fail(error, place, run)

    def _fail(self, error: Exception, place: Place, run: Run) -> None:
        located = located_error(error, self._field.nodes, keys(place))
        if self._non_null:
            raise located
        run.add(located, place)


def _awaitables(rest: Iterator[Any], run: Run) -> list[Any]:
    """What an abandoned list would still have waited for; how far it can be told."""
    found: list[Any] = []
    with suppress(Exception):
        found.extend(item for item in rest if run.is_awaitable(item))
    return found
