"""The ASGI application of a subgraph: GraphQL, health and metrics, the same for all three."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from subgraphs.common.auth import TokenVerifier
from subgraphs.common.bodies import MAX_BYTES
from subgraphs.common.callers import Callers
from subgraphs.common.endpoint import Endpoint
from subgraphs.common.observe import configure_logs
from subgraphs.common.operations import Ping, add_operations
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.settings import SubgraphSettings
from subgraphs.common.view import MakeContext, SubgraphGraphQL

# Python's own is (700, 10, 10), made for programs that keep little.
GC_THRESHOLD = (20_000, 50, 50)


class SubgraphApp(FastAPI):
    """A FastAPI app that answers `/graphql` itself wherever nobody else wants to see the request.

    The middlewares it is made of cost as much as all the rest of a small request.
    """

    def __init__(self, *, graphql: ASGIApp, **settings: Any) -> None:
        super().__init__(**settings)
        # What is always outermost: an exception nobody foresaw becomes a 500.
        self._graphql = ServerErrorMiddleware(graphql)
        # A route, not a mount: a mount would answer /graphql with a redirect to /graphql/.
        self.router.routes.append(Route("/graphql", graphql))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/graphql" and self._is_unobserved:
            await self._graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    @cached_property
    def _is_unobserved(self) -> bool:
        """Whether there is neither middleware of ours nor anybody who collects telemetry.

        Asked at the first request: both are set up before it.
        """
        return not self.user_middleware and not self._native_telemetry.enabled()


def subgraph_app(
    name: str,
    *,
    settings: SubgraphSettings,
    schema: SubgraphSchema,
    verifier: TokenVerifier,
    make_context: MakeContext,
    ping: Ping,
    close: Callable[[], Awaitable[None]],
) -> FastAPI:
    """Connects a subgraph's parts; *ping* raises Unavailable when its database does not answer."""
    configure_logs(name, settings.log_level)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await close()

    schema.compiled.enabled = settings.compile_operations
    callers = Callers(settings, verifier)
    view = SubgraphGraphQL(schema, callers, make_context)
    limited = RequestBodyLimitMiddleware(view, MAX_BYTES)
    endpoint = Endpoint(schema, callers, make_context, limited)
    app = SubgraphApp(graphql=endpoint, title=name, openapi_url=None, lifespan=lifespan)
    add_operations(app, ping)
    _spare_the_collector()
    return app


def _spare_the_collector() -> None:
    """Leave what was imported out of every later collection, and collect less often.

    A request makes thousands of short-lived objects and hardly a cycle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)
