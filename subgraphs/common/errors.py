"""Failures with a code, and the mask over every other failure.

The codes are a closed list (product contract): clients may branch on them. Business outcomes are
never here; they are typed values in a mutation's payload.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import structlog
from graphql import GraphQLError, VariableDefinitionNode
from strawberry.extensions import SchemaExtension

log = structlog.get_logger()


class ServiceError(Exception):
    """A failure a client may see as it is: a safe message and a code of the closed list."""

    code: ClassVar[str]

    @property
    def extensions(self) -> Mapping[str, Any]:
        """What goes beside the message; the code, and whatever tells the client what to do."""
        return {"code": self.code}


class Unauthenticated(ServiceError):
    """Nobody is signed in, or the access token is not valid."""

    code = "UNAUTHENTICATED"


class Forbidden(ServiceError):
    """The viewer is known and lacks the scope."""

    code = "FORBIDDEN"


class BadUserInput(ServiceError):
    """A value that GraphQL accepts and the rules do not."""

    code = "BAD_USER_INPUT"


class TooExpensive(ServiceError):
    """The operation asks for more than one request may."""

    code = "COST_LIMIT_EXCEEDED"


class RateLimited(ServiceError):
    """Too many tries lately; the next may come after so many milliseconds."""

    code = "RATE_LIMITED"

    def __init__(self, message: str, retry_after_ms: int) -> None:
        super().__init__(message)
        self.retry_after_ms = retry_after_ms

    @property
    def extensions(self) -> Mapping[str, Any]:
        return {"code": self.code, "retryAfterMs": self.retry_after_ms}


class Unavailable(ServiceError):
    """A system we depend on did not answer; retrying later may work."""

    code = "DEPENDENCY_UNAVAILABLE"

    @property
    def extensions(self) -> Mapping[str, Any]:
        return {"code": self.code, "retryable": True}


class DeadlineExceeded(ServiceError):
    """The caller waits no longer; what was begun may be finished all the same."""

    code = "DEADLINE_EXCEEDED"

    @property
    def extensions(self) -> Mapping[str, Any]:
        return {"code": self.code, "retryable": True}


class CodedErrors(SchemaExtension):
    """Gives every error a code; masks the unexpected ones behind the request's correlation id."""

    def on_operation(self) -> Iterator[None]:
        yield
        result = self.execution_context.result
        if result is not None and getattr(result, "errors", None):
            request_id = self.execution_context.context.caller.request_id
            result.errors = [self._coded(error, request_id) for error in result.errors]  # type: ignore[union-attr]

    def _coded(self, error: GraphQLError, request_id: str) -> GraphQLError:
        original = error.original_error
        if isinstance(original, ServiceError):
            return _with_extensions(error, str(original), original.extensions)
        if original is None or isinstance(original, GraphQLError):
            return _with_extensions(error, error.message, {"code": self._request_code(error)})
        log.error("unexpected_error", path=error.path, exc_info=original)
        message = "Something went wrong on our side. Quote the correlation id when you report it."
        return _with_extensions(error, message, {"code": "INTERNAL", "correlationId": request_id})

    def _request_code(self, error: GraphQLError) -> str:
        """The document's fault, or a value's: scalars say so, variables are told by their node."""
        if error.extensions and "code" in error.extensions:
            return str(error.extensions["code"])
        is_variable = any(isinstance(node, VariableDefinitionNode) for node in error.nodes or ())
        is_document = error.path is None and not is_variable
        return "GRAPHQL_VALIDATION_FAILED" if is_document else "BAD_USER_INPUT"


def _with_extensions(
    error: GraphQLError, message: str, extensions: Mapping[str, Any]
) -> GraphQLError:
    return GraphQLError(message, error.nodes, path=error.path, extensions=dict(extensions))
