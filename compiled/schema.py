"""A schema whose operations are compiled."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graphql import DocumentNode, GraphQLSchema
from graphql import ExecutionResult as GraphQLExecutionResult
from strawberry import Schema
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from compiled.documents import Documents
from compiled.engine import Request
from compiled.execution import CoreExecution
from compiled.operation import Limits
from compiled.outcome import Outcome
from compiled.strawberry_execution import OrdinarySchema, StrawberryExecution


class CompiledSchema:
    """Answers what the schema answers, and keeps what it compiled for the next time.

    For one event loop; another thread has a `CompiledSchema` of its own.
    """

    def __init__(
        self,
        schema: Schema | GraphQLSchema,
        *,
        enabled: bool = True,
        compile_after: int = 1,
        max_fields: int = 1_000,
        max_bytes: int = 64 * 1024 * 1024,
        ordinary: OrdinarySchema | None = None,
        count: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        """*compile_after*: executions of an operation before it is compiled. *max_fields*: of one
        operation; larger ones are not compiled. *max_bytes*: about how much memory documents and
        what was compiled of them may take. *ordinary*: what executes a request whole when the
        schema's extensions ask for it. *count* is called with how each operation was executed.
        """
        limits = Limits(compile_after, max_fields)
        self._execution = (
            StrawberryExecution(schema, ordinary or schema.execute, limits, max_bytes, count)
            if isinstance(schema, Schema)
            else CoreExecution(schema, limits, max_bytes, count)
        )
        self.enabled = enabled

    async def execute(
        self,
        document: str | DocumentNode | None,
        variables: Mapping[str, Any] | None = None,
        context: Any = None,
        operation_name: str | None = None,
        *,
        root_value: Any = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult | GraphQLExecutionResult:
        """The answer to one operation of the *document*.

        Text is parsed and validated; what is parsed already is taken as valid. Both are kept.
        From a Strawberry schema the same exceptions come as from its own `execute`:
        MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError.
        """
        request = Request(
            variables,
            context,
            operation_name,
            root_value,
            operation_extensions=operation_extensions,
        )
        return await self._execution.execute(document, request, allowed_operation_types)

    @property
    def enabled(self) -> bool:
        """Whether operations are compiled; switched off, the ordinary executor has them all."""
        return self._execution.engine.enabled

    @enabled.setter
    def enabled(self, is_on: bool) -> None:
        self._execution.engine.enabled = is_on

    @property
    def documents(self) -> Documents:
        """What is kept, and how much memory that takes."""
        return self._execution.documents

    def sources(self, document: str) -> list[str]:
        """The source of every function that was compiled of a document, for whoever reads it."""
        programs = self._execution.engine.programs(self.documents.of(document))
        return [source for each in programs for source in each.sources]
