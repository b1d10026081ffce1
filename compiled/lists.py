"""Completing lists: each item on its own, null and an error where the item's type allows it."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from types import CoroutineType
from typing import Any

from graphql import GraphQLError
from graphql.error import located_error
from graphql.pyutils import is_iterable

from compiled.field import Field
from compiled.run import Place, Run, abandon, keys
from compiled.slot import Slot
from compiled.waiting import settle_list


class ListCompletion:
    """Completes the items of one list type of one field."""

    __slots__ = ("_field", "_items")

    def __init__(self, field: Field, items: Slot) -> None:
        self._field = field
        self._items = items

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
        try:
            done = self._items.take(item, place, run)
        except Exception as error:
            self._items.fail(error, place, run)
            done = None
        answer.append(done)
        return type(done) is CoroutineType

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


def _awaitables(rest: Iterator[Any], run: Run) -> list[Any]:
    """What an abandoned list would still have waited for; how far it can be told."""
    found: list[Any] = []
    with suppress(Exception):
        found.extend(item for item in rest if run.is_awaitable(item))
    return found
