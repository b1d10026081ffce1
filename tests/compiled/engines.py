"""The two ways to execute a request."""

from collections import Counter
from functools import lru_cache
from typing import Any

import strawberry
from graphql import DocumentNode, ExecutionResult, GraphQLSchema, execute, parse
from strawberry.execution.is_awaitable import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from compiled import CompiledSchema
from tests.compiled.comparison import Engine
from tests.compiled.documents import Request

Schema = strawberry.Schema | GraphQLSchema


@lru_cache(maxsize=64)
def parsed(document: str) -> DocumentNode:
    """The document, parsed once for several executions."""
    return parse(document)


def core_of(schema: Schema) -> GraphQLSchema:
    """graphql-core's own schema."""
    return schema if isinstance(schema, GraphQLSchema) else schema._schema


def ordinary(schema: Schema) -> Engine:
    """graphql-core's executor, told what Strawberry tells it."""
    told: dict[str, Any] = {}
    if not isinstance(schema, GraphQLSchema):
        told = {
            "executor_class": StrawberryGraphQLCoreExecutionContext,
            "is_awaitable": optimized_is_awaitable,
            "operation_extensions": None,
        }

    async def run(request: Request, context: Any) -> ExecutionResult:
        result = execute(
            core_of(schema),
            parsed(request.document),
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operation_name,
            **told,
        )
        return result if isinstance(result, ExecutionResult) else await result

    return run


def compiled_schema(schema: Schema, outcomes: Counter[str]) -> CompiledSchema:
    """Compiled at first sight; *outcomes* counts what became of each request."""

    def count(outcome: str) -> None:
        outcomes[str(outcome)] += 1

    return CompiledSchema(schema, compile_after=0, count=count)


def compiled(executing: CompiledSchema) -> Engine:
    """By the functions that are compiled of a request's document."""

    async def run(request: Request, context: Any) -> Any:
        return await executing.execute(
            request.document, request.variables, context, request.operation_name
        )

    return run
