"""A dataloader makes one call of many lookups, and survives what goes wrong in it."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from subgraphs.common.errors import Unavailable
from subgraphs.common.loaders import load_by_key


async def test_many_lookups_are_one_call_with_gaps_as_none() -> None:
    """Duplicates are asked for once, and an unknown key loads as None in its place."""
    calls: list[Sequence[str]] = []

    async def fetch(keys: Sequence[str]) -> Mapping[str, int]:
        calls.append(list(keys))
        return {"a": 1, "b": 2}

    loader = load_by_key(fetch)
    found = await asyncio.gather(*(loader.load(key) for key in ["b", "a", "x", "a"]))
    assert found == [2, 1, None, 1]
    assert calls == [["b", "a", "x"]]


async def test_a_failed_call_fails_each_lookup_in_it() -> None:
    """Every waiter hears of it; none hangs."""

    async def fetch(keys: Sequence[str]) -> Mapping[str, int]:
        raise Unavailable("no database")

    loader = load_by_key(fetch)
    found = await asyncio.gather(loader.load("a"), loader.load("b"), return_exceptions=True)
    assert [type(each) for each in found] == [Unavailable, Unavailable]


async def test_a_cancelled_call_is_unavailable_and_not_a_hang() -> None:
    """aiodataloader would leave the waiters of a cancelled batch waiting for ever."""

    async def fetch(keys: Sequence[str]) -> Mapping[str, int]:
        raise asyncio.CancelledError

    async with asyncio.timeout(1):
        with pytest.raises(Unavailable):
            await load_by_key(fetch).load("a")


async def test_a_cancelled_lookup_does_not_poison_its_key() -> None:
    """Who asks again after a timeout gets the value."""

    async def fetch(keys: Sequence[str]) -> Mapping[str, int]:
        await asyncio.sleep(0.01)
        return dict.fromkeys(keys, 1)

    loader = load_by_key(fetch)
    loader.load("a").cancel()
    assert await loader.load("a") == 1
