"""What an object or a list has to wait for, awaited in the order and the groups graphql-core has.

The same groups, so that a dataloader sees the same batches and of two failures the same one wins.
"""

from collections.abc import Coroutine, Sequence
from types import CoroutineType
from typing import Any

from graphql.pyutils import gather_with_cancel


def also(begun: list[Any] | None, coroutine: Coroutine[Any, Any, Any]) -> list[Any]:
    """*begun* with one more."""
    if begun is None:
        return [coroutine]
    begun.append(coroutine)
    return begun


async def settle_object(answer: dict[str, Any]) -> dict[str, Any]:
    """The *answer* with every coroutine in it replaced by what it gives."""
    keys = [key for key, value in answer.items() if type(value) is CoroutineType]
    if len(keys) == 1:
        answer[keys[0]] = await answer[keys[0]]
    else:
        found = await gather_with_cancel(*(answer[key] for key in keys))
        answer.update(zip(keys, found, strict=True))
    return answer


async def settle_list(answer: list[Any], waiting: Sequence[int]) -> list[Any]:
    """The *answer* with the coroutines at the *waiting* indices replaced by what they give."""
    if len(waiting) == 1:
        answer[waiting[0]] = await answer[waiting[0]]
    else:
        found = await gather_with_cancel(*(answer[index] for index in waiting))
        for index, value in zip(waiting, found, strict=True):
            answer[index] = value
    return answer
