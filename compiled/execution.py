"""Executing the operations of plain graphql-core's schemas."""

from collections.abc import Callable
from inspect import isawaitable

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
from compiled.engine import Engine, Request
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
        if errors := document.errors:
            return ExecutionResult(None, errors)
        answer = self.engine.execute(document, request)
        return await answer if isawaitable(answer) else answer
