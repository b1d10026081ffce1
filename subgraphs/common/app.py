"""The ASGI application of a subgraph: GraphQL, health and metrics, the same for all three."""

import asyncio
import gc
import hmac
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import structlog
from cross_web import HTTPException
from fastapi import FastAPI
from graphql import GraphQLError
from starlette.requests import HTTPConnection
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.types import ExecutionResult

from subgraphs.common.addresses import ClientAddresses
from subgraphs.common.auth import TokenVerifier
from subgraphs.common.context import Caller, RequestContext
from subgraphs.common.deadline import HEADER, from_header, within
from subgraphs.common.errors import DeadlineExceeded, ServiceError
from subgraphs.common.observe import configure_logs
from subgraphs.common.operations import Ping, add_operations
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.settings import SubgraphSettings

# What may come from outside into logs and answers.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

# Python's own is (700, 10, 10), made for programs that keep little.
GC_THRESHOLD = (20_000, 50, 50)

MakeContext = Callable[[Caller], RequestContext]


class SubgraphGraphQL(GraphQL[Any, None]):
    """Strawberry's ASGI app with our context: who is asking, and a fresh set of loaders."""

    def __init__(
        self,
        schema: SubgraphSchema,
        settings: SubgraphSettings,
        verifier: TokenVerifier,
        make_context: MakeContext,
    ) -> None:
        super().__init__(
            schema, graphql_ide=None, allow_queries_via_get=False, subscription_protocols=()
        )
        self._router_secrets = settings.router_secrets
        self._addresses = ClientAddresses(settings.client_address_header)
        self._verifier = verifier
        self._make_context = make_context

    def decode_json(self, data: str | bytes) -> object:
        """One operation; whatever is no JSON object is a 400, as other unreadable bodies are."""
        try:
            decoded = super().decode_json(data)
        except (UnicodeDecodeError, RecursionError):
            raise HTTPException(400, "Unable to parse request body as JSON") from None
        if not isinstance(decoded, dict):
            raise HTTPException(400, "Send one GraphQL operation as a JSON object")
        return decoded

    async def execute_single(self, request: Any, *arguments: Any, **options: Any) -> Any:
        """One operation within the time its caller waits; a late one is cut off."""
        seconds = from_header(request.headers.get(HEADER))
        try:
            with within(seconds):
                async with asyncio.timeout(seconds):
                    return await super().execute_single(request, *arguments, **options)
        except TimeoutError:
            late = DeadlineExceeded("This took longer than the caller waits; try again.")
            error = GraphQLError(str(late), extensions=dict(late.extensions))
            return ExecutionResult(data=None, errors=[error])

    async def get_context(self, request: HTTPConnection, response: Any = None) -> RequestContext:
        """The context of one request."""
        return self._make_context(await self._caller(request))

    async def _caller(self, request: HTTPConnection) -> Caller:
        given = request.headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        secret = request.headers.get("x-router-secret", "").encode()
        # A sum: each is compared, also behind one that matched, so that time tells nothing.
        is_router = sum(hmac.compare_digest(secret, each) for each in self._router_secrets) > 0
        structlog.contextvars.bind_contextvars(request_id=request_id)
        # Whoever is not the router may write into the header what they like.
        address = self._addresses.of(request.headers) if is_router else None
        caller = Caller(request_id=request_id, is_router=is_router, address=address)
        try:
            viewer = await self._verifier.viewer(*request.headers.getlist("authorization"))
        except ServiceError as refusal:
            return replace(caller, refusal=refusal)
        return replace(caller, viewer=viewer)


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
    app = FastAPI(title=name, openapi_url=None, lifespan=lifespan)
    # A route, not a mount: a mount would answer /graphql with a redirect to /graphql/.
    graphql = SubgraphGraphQL(schema, settings, verifier, make_context)
    app.router.routes.append(Route("/graphql", graphql))

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
