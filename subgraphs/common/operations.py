"""Health and metrics, the same in every process of ours."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from subgraphs.common.errors import Unavailable

# Raises Unavailable when what the process needs does not answer.
Ping: TypeAlias = Callable[[], Awaitable[None]]


def add_operations(app: FastAPI, ping: Ping) -> None:
    """For whoever runs the process: is it alive, is it ready, what did it do."""

    @app.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "UP"}

    @app.get("/health/ready")
    async def ready() -> JSONResponse:
        try:
            await ping()
        except Unavailable as error:
            return JSONResponse({"status": "DOWN", "reason": str(error)}, 503)
        return JSONResponse({"status": "UP"})

    @app.get("/metrics")
    async def metrics() -> PlainTextResponse:
        return PlainTextResponse(generate_latest(), media_type=CONTENT_TYPE_LATEST)
