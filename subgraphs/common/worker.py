"""A process without GraphQL: what a subgraph does when nobody is asking."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TypeAlias

import structlog
from fastapi import FastAPI

from subgraphs.common.errors import Unavailable
from subgraphs.common.observe import configure_logs
from subgraphs.common.operations import Ping, add_operations
from subgraphs.common.settings import SubgraphSettings

log = structlog.get_logger()

# Answers how much it found to do.
Job: TypeAlias = Callable[[], Awaitable[int]]


def worker_app(
    name: str,
    settings: SubgraphSettings,
    ping: Ping,
    work: Callable[[], AbstractAsyncContextManager[None]],
) -> FastAPI:
    """Health and metrics, with *work* going on for as long as the process lives."""
    configure_logs(name, settings.log_level)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with work():
            yield

    app = FastAPI(title=name, openapi_url=None, lifespan=lifespan)
    add_operations(app, ping)
    return app


@asynccontextmanager
async def repeating(
    seconds: float, jobs: Mapping[str, Job], first_after: float = 0
) -> AsyncIterator[None]:
    """Run each job every so many *seconds*, at once again while it finds something to do."""
    tasks = [
        asyncio.create_task(_repeat(seconds, first_after, name, job)) for name, job in jobs.items()
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def _repeat(seconds: float, first_after: float, name: str, job: Job) -> None:
    await asyncio.sleep(first_after)
    while True:
        done = 0
        try:
            done = await job()
            if done:
                log.info("worked", job=name, done=done)
        except Unavailable as error:
            log.warning("work_waits", job=name, reason=str(error))
        except Exception:
            # One job that fails must not end the others; its next turn tries again.
            log.exception("work_failed", job=name)
        if not done:
            await asyncio.sleep(seconds)
