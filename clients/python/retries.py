"""Sending again what failed for a moment."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx

from commerce_client import GraphQLClientHttpError
from errors import RequestFailed

Answer = TypeVar("Answer")

# Seconds at most between one try and the next; each pause is drawn at random from its whole length,
# so that many programs do not come back at once.
PAUSES = (0.1, 0.2, 0.4)


async def safely(send: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer of *send*, tried four times; it must be a query or carry an idempotency key."""
    for longest in PAUSES:
        try:
            return await send()
        except (httpx.TransportError, GraphQLClientHttpError, RequestFailed) as failure:
            if not may_pass(failure):
                raise
        await asyncio.sleep(random.uniform(0, longest))  # noqa: S311 - spreads load, guards nothing
    return await send()


def may_pass(failure: Exception) -> bool:
    """Whether trying again may help: the network, a proxy's 5xx, or errors said to be retryable."""
    match failure:
        case RequestFailed():
            return failure.retryable
        case GraphQLClientHttpError():
            return failure.status_code >= 500
        case _:
            return True
