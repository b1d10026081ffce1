"""Hearing what others tell: CloudEvents over HTTP, one a request, from services alone."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from subgraphs.common.auth import TokenVerifier
from subgraphs.common.errors import BadUserInput, Forbidden, Unauthenticated, Unavailable
from subgraphs.common.events import CloudEvent

log = structlog.get_logger()

SCOPE = "internal:events"
# Source: CloudEvents 1.0, "Size Limits": what every consumer should take.
MAX_BYTES = 64 * 1024
# Longer ones are nobody's; they also have to fit into an index.
MAX_NAME = 255
_NAMES = ("id", "source", "type", "subject")

# Returns when the event cannot be lost any more; the same one may come again.
Hear: TypeAlias = Callable[[CloudEvent], Awaitable[None]]


class _TooLarge(Exception):
    """The body is no event of ours."""


def add_events(app: FastAPI, verifier: TokenVerifier, hear: Hear) -> None:
    """`POST /events`: 204 when it was taken, whether new, known or of no interest."""

    @app.post("/events")
    async def events(request: Request) -> Response:
        try:
            await _require_service(verifier, request)
            event = _event(await _body(request))
            await hear(event)
        except Unauthenticated as error:
            return _refused(401, error, {"WWW-Authenticate": "Bearer"})
        except Forbidden as error:
            return _refused(403, error)
        except BadUserInput as error:
            return _refused(400, error)
        except _TooLarge:
            return _refused(413, f"An event has at most {MAX_BYTES} bytes.")
        except Unavailable as error:
            return _refused(503, error)
        log.info("event", type=event.type, event_id=event.id, subject=event.subject)
        return Response(status_code=204)


async def _require_service(verifier: TokenVerifier, request: Request) -> None:
    viewer = await verifier.viewer(*request.headers.getlist("authorization"))
    if viewer is None:
        raise Unauthenticated("This needs an access token of a service.")
    if SCOPE not in viewer.scopes:
        raise Forbidden(f"This needs the scope {SCOPE}.")


async def _body(request: Request) -> bytes:
    """Read no more than may come, whatever the headers say."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise _TooLarge
    return bytes(body)


def _event(body: bytes) -> CloudEvent:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        raise BadUserInput("The body is no JSON.") from None
    if not isinstance(values, dict) or values.get("specversion") != "1.0":
        raise BadUserInput("Send one CloudEvent 1.0 in structured mode.")
    for name in _NAMES:
        if not _is_name(values.get(name)):
            raise BadUserInput(f"`{name}` must be 1 to {MAX_NAME} printable characters.")
    if not _is_count(values.get("sequence")):
        raise BadUserInput("`sequence` must be a whole number, as a string.")
    if not isinstance(values.get("data"), dict):
        raise BadUserInput("`data` must be an object.")
    try:
        return CloudEvent.from_json(values)
    except (KeyError, TypeError, ValueError):
        raise BadUserInput("`time` must be an instant (RFC 3339).") from None


def _is_name(value: Any) -> bool:
    # Printable also keeps out NUL and half characters, which PostgreSQL cannot store.
    return isinstance(value, str) and 1 <= len(value) <= MAX_NAME and value.isprintable()


def _is_count(value: Any) -> bool:
    # Up to what a bigint holds.
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18


def _refused(status: int, why: object, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": str(why)}, status, headers)
