"""GraphQL over HTTP as the specification has it, every corner of it: Strawberry's view."""

from collections.abc import Callable
from typing import Any

from cross_web import HTTPException
from starlette.requests import HTTPConnection
from strawberry.asgi import GraphQL

from subgraphs.common.answers import encoded
from subgraphs.common.callers import Callers
from subgraphs.common.context import Caller, RequestContext
from subgraphs.common.execution import in_time
from subgraphs.common.schema import SubgraphSchema

MakeContext = Callable[[Caller], RequestContext]


class SubgraphGraphQL(GraphQL[Any, None]):
    """Strawberry's ASGI app with our context: who is asking, and a fresh set of loaders."""

    def __init__(self, schema: SubgraphSchema, callers: Callers, make_context: MakeContext) -> None:
        super().__init__(
            schema, graphql_ide=None, allow_queries_via_get=False, subscription_protocols=()
        )
        self._callers = callers
        self._make_context = make_context

    def decode_json(self, data: str | bytes) -> object:
        """One operation; whatever is no JSON object is a 400, as other unreadable bodies are."""
        try:
            decoded = super().decode_json(data)
        # Also bytes that are no text, and a number of more digits than Python reads.
        except (ValueError, RecursionError):
            raise HTTPException(400, "Unable to parse request body as JSON") from None
        if not isinstance(decoded, dict):
            raise HTTPException(400, "Send one GraphQL operation as a JSON object")
        return decoded

    def encode_json(self, data: object) -> bytes:
        """As the endpoint writes it."""
        return encoded(data)

    async def execute_single(self, request: Any, *arguments: Any, **options: Any) -> Any:
        """One operation within the time its caller waits; a late one is cut off."""
        return await in_time(
            request.headers, super().execute_single(request, *arguments, **options)
        )

    async def get_context(self, request: HTTPConnection, response: Any = None) -> RequestContext:
        """The context of one request."""
        return self._make_context(await self._callers.of(request.headers))
