"""Plain graphql-core: `execute` as it has it, and the engine behind a `GraphQLSchema`."""

from collections.abc import Callable
from inspect import isawaitable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    assert_valid_schema,
    parse,
    validate,
)
from graphql import execute as ordinary_execute
from graphql.pyutils import is_awaitable
from graphql.pyutils.is_awaitable import is_async_iterable

from compiled.documents import Documents, Reader
from compiled.engine import Document, Engine, Request
from compiled.operation import Answer, Limits
from compiled.outcome import Outcome
from compiled.run import Settings

SETTINGS = Settings(GraphQLResolveInfo, is_awaitable, is_async_iterable)


def core_engine(schema: GraphQLSchema, limits: Limits, count: Callable[[Outcome], None]) -> Engine:
    """An engine for a schema that is not Strawberry's."""

    def ordinary(document: DocumentNode, request: Request) -> Answer:
        variables = None if request.variables is None else dict(request.variables)
        return ordinary_execute(
            schema,
            document,
            request.root_value,
            request.context,
            variables,
            request.operation_name,
        )

    assert_valid_schema(schema)
    return Engine(schema, SETTINGS, ordinary, limits, count)


class CoreExecution:
    """Executes the operations of a schema that is not Strawberry's."""

    def __init__(
        self,
        schema: GraphQLSchema,
        limits: Limits,
        max_bytes: int,
        count: Callable[[Outcome], None],
    ) -> None:
        self.engine = core_engine(schema, limits, count)
        self.documents = Documents(Reader(parse, lambda node: validate(schema, node)), max_bytes)

    async def execute(
        self, given: str | DocumentNode | None, request: Request, _: object = None
    ) -> ExecutionResult:
        """The answer, or what is wrong with the document."""
        try:
            document = self.documents.of(given or "")
        except GraphQLError as error:
            return ExecutionResult(None, [error])
        if document.errors:
            return ExecutionResult(None, list(document.errors))
        answer = self.engine.execute(document, request)
        return await answer if isawaitable(answer) else answer


def execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    root_value: Any = None,
    context_value: Any = None,
    variable_values: dict[str, Any] | None = None,
    operation_name: str | None = None,
    **options: Any,
) -> Answer:
    """As graphql-core's `execute`, by functions that are compiled for this one call.

    Whoever executes a document more than once holds a `CompiledSchema`, which keeps them. With
    *options* (another executor, resolver, middleware …) it is graphql-core's own.
    """
    if any(options.values()):
        return ordinary_execute(
            schema, document, root_value, context_value, variable_values, operation_name, **options
        )
    engine = core_engine(schema, Limits(compile_after=0, max_fields=1_000), lambda _: None)
    request = Request(variable_values, context_value, operation_name, root_value)
    return engine.execute(Document(document), request)
