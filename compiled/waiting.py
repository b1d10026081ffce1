"""What an object or a list has to wait for, awaited in the order and the groups graphql-core has.

The same groups, so that a dataloader sees the same batches and of two failures the same one wins.
"""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from types import CoroutineType
from typing import Any


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
        found = await _gathered(answer[key] for key in keys)
        answer.update(zip(keys, found, strict=True))
    return answer


async def settle_list(answer: list[Any], waiting: Sequence[int]) -> list[Any]:
    """The *answer* with the coroutines at the *waiting* indices replaced by what they give."""
    if len(waiting) == 1:
        answer[waiting[0]] = await answer[waiting[0]]
    else:
        found = await _gathered(answer[index] for index in waiting)
        for index, value in zip(waiting, found, strict=True):
            answer[index] = value
    return answer


async def _gathered(coroutines: Iterable[Coroutine[Any, Any, Any]]) -> list[Any]:
    """What each gives; when one fails the others are cancelled, and come to their end first."""
    # All are coroutines of ours: `ensure_future` would find that out for each, twice.
    begin = asyncio.get_running_loop().create_task
    tasks = [begin(each) for each in coroutines]
    try:
        return await asyncio.gather(*tasks)
    except Exception:
        for task in tasks:
            if not task.done():
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
