"""Dataloaders: many lookups by key become one call of a store."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from aiodataloader import DataLoader

from subgraphs.common.errors import Unavailable

K = TypeVar("K")
V = TypeVar("V")


class KeyLoader(DataLoader[K, V | None]):
    """A dataloader that forgets cancelled loads, which would poison later loads of their key."""

    def load(self, key: K) -> "asyncio.Future[V | None]":
        cached = self._cache.get(key)
        if cached is not None and cached.cancelled():
            self.clear(key)
        return super().load(key)


def load_by_key(fetch: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> KeyLoader[K, V]:
    """Batch lookups into one *fetch*; keys it does not find load as None. One per request."""

    async def batch(keys: Sequence[K]) -> list[V | None]:
        try:
            found = await fetch(keys)
        except asyncio.CancelledError:
            # Re-raised as it is, it would leave every waiter of this batch hanging.
            raise Unavailable("The lookup was cut off; try again.") from None
        return [found.get(key) for key in keys]

    load: Any = batch
    return KeyLoader(load)
