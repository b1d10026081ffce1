"""What is raised when the graph answers with top-level errors."""

from typing import Any, TypeVar

from pydantic import BaseModel

from commerce_client import GraphQLClientError

Result = TypeVar("Result", bound=BaseModel)

# A router in front of the subgraphs says these without a `retryable` of its own.
PASSING = frozenset(
    {
        "GATEWAY_TIMEOUT",
        "REQUEST_RATE_LIMITED",
        "REQUEST_CONCURRENCY_LIMITED",
        "SUBREQUEST_HTTP_ERROR",
    }
)


class RequestFailed(GraphQLClientError):
    """The graph answered with errors; `data` is what it could still give, if anything."""

    def __init__(self, errors: list[dict[str, Any]], data: dict[str, Any] | None) -> None:
        super().__init__("; ".join(f"{code_of(error)}: {error['message']}" for error in errors))
        self.errors = errors
        self.data = data

    @property
    def code(self) -> str:
        """The machine-readable code of the first error, for instance UNAUTHENTICATED."""
        return code_of(self.errors[0])

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed later; a change needs its idempotency key again."""
        return all(
            error.get("extensions", {}).get("retryable", code_of(error) in PASSING)
            for error in self.errors
        )

    @property
    def correlation_ids(self) -> list[str]:
        """What the operators of the shop can find these errors by."""
        ids = (error.get("extensions", {}).get("correlationId") for error in self.errors)
        return [each for each in ids if each]

    def partial(self, result: type[Result]) -> Result | None:
        """The data beside the errors, typed: fields that failed are None."""
        return None if self.data is None else result.model_validate(self.data)


def code_of(error: dict[str, Any]) -> str:
    """An error's code; errors without one are treated as the server's own fault."""
    return str(error.get("extensions", {}).get("code", "INTERNAL"))
