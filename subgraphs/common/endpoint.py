"""GraphQL over HTTP for the one kind of request routers send: a POST of one operation as JSON.

It answers what the full view answers, byte for byte, without what the view does for all the other
kinds; and hands over to it whatever is not plainly of that kind, refusals among it.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.http import process_result
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from subgraphs.common.answers import encoded
from subgraphs.common.bodies import MAX_BYTES, ReadAgain
from subgraphs.common.callers import Callers
from subgraphs.common.execution import in_time
from subgraphs.common.headers import IndexedHeaders
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.view import MakeContext

_JSON = re.compile(r"application/json(; ?charset=utf-8)?")
# Whoever takes an answer in several parts asks for it with one of these.
_STREAMS = ("text/event-stream", "multipart/")
# By POST that is every type.
_ALLOWED = frozenset(OperationType.from_http("POST"))


@dataclass(frozen=True, slots=True)
class _Operation:
    """What the body of a plain request says."""

    query: str
    variables: dict[str, Any] | None
    name: str | None


class Endpoint:
    """The ASGI app of `/graphql`; a request is made good or refused in *view* alone."""

    def __init__(
        self,
        schema: SubgraphSchema,
        callers: Callers,
        make_context: MakeContext,
        view: ASGIApp,
    ) -> None:
        self._schema = schema
        self._callers = callers
        self._make_context = make_context
        self._view = view

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = IndexedHeaders(scope["headers"])
        if not _is_plain(scope, headers):
            await self._view(scope, receive, send)
            return
        reading = ReadAgain(receive)
        operation = _operation(await reading.body())
        result = None if operation is None else await self._result(operation, headers)
        if result is None:
            await self._view(scope, reading, send)
            return
        await _send(send, encoded(process_result(result)))

    async def _result(
        self, operation: _Operation, headers: IndexedHeaders
    ) -> ExecutionResult | None:
        """What executing it gives; None where it cannot be executed at all."""
        context = self._make_context(await self._callers.of(headers))
        execution = self._schema.execute(
            operation.query,
            variable_values=operation.variables,
            context_value=context,
            operation_name=operation.name,
            allowed_operation_types=_ALLOWED,
        )
        try:
            return await in_time(headers, execution)
        except CannotGetOperationTypeError:
            # Nothing of it has been executed yet.
            return None


async def _send(send: Send, body: bytes) -> None:
    headers = [
        (b"content-length", b"%d" % len(body)),
        (b"content-type", b"application/json"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _is_plain(scope: Scope, headers: IndexedHeaders) -> bool:
    if scope["method"] != "POST":
        return False
    length = headers.get("content-length") or "0"
    if not length.isdigit() or int(length) > MAX_BYTES:
        return False
    accept = headers.get("accept") or ""
    if any(each in accept for each in _STREAMS):
        return False
    return _JSON.fullmatch(headers.get("content-type") or "") is not None


def _operation(body: bytes | None) -> _Operation | None:
    """None for whatever the view refuses, or knows better what to do with."""
    if body is None:
        return None
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict) or given.get("extensions") is not None:
        return None
    query, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(query, str) or not query:
        return None
    if variables is not None and not isinstance(variables, dict):
        return None
    if name is not None and not isinstance(name, str):
        return None
    return _Operation(query, variables, name)
