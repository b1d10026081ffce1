"""A stand-in for a subgraph's network: passes requests on, or is dead, slow or erring."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from devstack.refusal import Refusal

SLOW_SECONDS = 3.0
# A subgraph whose database is gone, or with a bug: it masks what happened.
FAILED = {
    "data": None,
    "errors": [{"message": "An internal error occurred.", "extensions": {"code": "INTERNAL"}}],
}


class Fault(StrEnum):
    """What can be wrong with a subgraph, as the router sees it."""

    DEAD = "dead"
    SLOW = "slow"
    ERRORING = "erroring"


class FaultyProxy:
    """Stands before one subgraph; well until it is broken."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._fault: Fault | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.port = _free_port()

    @property
    def url(self) -> str:
        """Where the router sends this subgraph's fetches."""
        return f"http://127.0.0.1:{self.port}/graphql"

    def start(self) -> None:
        """Listen; returns when it does."""
        app = Starlette(routes=[Route("/graphql", self._answer, methods=["POST"])])
        config = uvicorn.Config(
            app, port=self.port, log_level="critical", timeout_graceful_shutdown=0, lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise Refusal(f"Port {self.port} was taken meanwhile; run it again.")
            time.sleep(0.01)

    def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()
        self._server = None

    @contextmanager
    def broken(self, fault: Fault) -> Iterator[None]:
        """Be *fault* meanwhile."""
        self._fault = fault
        if fault is Fault.DEAD:
            self.stop()
        try:
            yield
        finally:
            self._fault = None
            if fault is Fault.DEAD:
                self.start()

    async def _answer(self, request: Request) -> Response:
        body = await request.body()
        if self._fault is Fault.ERRORING:
            return JSONResponse(FAILED)
        if self._fault is Fault.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        headers = {k: v for k, v in request.headers.items() if k not in ("host", "content-length")}
        async with httpx2.AsyncClient(timeout=12) as client:
            answer = await client.post(self._target, content=body, headers=headers)
        return Response(answer.content, answer.status_code, media_type="application/json")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
