"""`Schema.execute` of Strawberry, step by step, with documents kept and operations compiled."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import ExitStack
from inspect import isawaitable
from typing import Any, TypeAlias, cast

from graphql import DocumentNode, GraphQLError, parse, print_ast, specified_rules
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import execute as ordinary_execute
from graphql.pyutils.is_awaitable import is_async_iterable
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import (
    DEFAULT_ALLOWED_OPERATION_TYPES,
    StrawberryGraphQLCoreExecutionContext,
    validate_document,
)
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from compiled.documents import Documents, Reader
from compiled.engine import Document, Engine, Request
from compiled.extensions import round_operation
from compiled.operation import Answer, Limits
from compiled.outcome import Outcome
from compiled.run import Settings, StrawberryResolveInfo

# What executes a request whole, called as Strawberry's `Schema.execute` is.
OrdinarySchema: TypeAlias = Callable[..., Awaitable[ExecutionResult]]

SETTINGS = Settings(StrawberryResolveInfo, optimized_is_awaitable, is_async_iterable)


def strawberry_engine(schema: Schema, limits: Limits, count: Callable[[Outcome], None]) -> Engine:
    """An engine whose resolvers are told what Strawberry tells them."""

    def ordinary(document: DocumentNode, request: Request) -> Answer:
        variables = None if request.variables is None else dict(request.variables)
        return ordinary_execute(
            schema._schema,
            document,
            request.root_value,
            request.context,
            variables,
            request.operation_name,
            is_awaitable=cast(Any, optimized_is_awaitable),
            executor_class=schema.execution_context_class,
            operation_extensions=request.operation_extensions,
        )

    # Another executor class wants to see each field.
    is_foreign = schema.execution_context_class is not StrawberryGraphQLCoreExecutionContext
    return Engine(schema._schema, SETTINGS, ordinary, limits, count, is_foreign=is_foreign)


class StrawberryExecution:
    """Executes the operations of a Strawberry schema, its extensions round them."""

    def __init__(
        self,
        schema: Schema,
        ordinary: OrdinarySchema,
        limits: Limits,
        max_bytes: int,
        count: Callable[[Outcome], None],
    ) -> None:
        self._schema = schema
        self._ordinary = ordinary
        self._count = count
        self.engine = strawberry_engine(schema, limits, count)
        rules = tuple(specified_rules)
        self._rules = rules
        reader = Reader(parse, lambda node: validate_document(schema._schema, node, rules))
        self.documents = Documents(reader, max_bytes)

    async def execute(
        self,
        given: str | DocumentNode | None,
        request: Request,
        allowed: Iterable[OperationType] | None,
    ) -> ExecutionResult:
        """The answer, with what the extensions make of it."""
        context = ExecutionContext(
            query=given if isinstance(given, str) or given is None else print_ast(given),
            schema=self._schema,
            allowed_operations=DEFAULT_ALLOWED_OPERATION_TYPES if allowed is None else allowed,
            context=request.context,
            root_value=request.root_value,
            variables=None if request.variables is None else dict(request.variables),
            provided_operation_name=request.operation_name,
            operation_extensions=request.operation_extensions,
        )
        if isinstance(given, DocumentNode):
            context.graphql_document = given
        answer = await self._with_extensions(context, given)
        if answer is not None:
            return answer
        self._count(Outcome.EXTENSION)
        return await self._ordinary(
            context.query,
            variable_values=context.variables,
            context_value=context.context,
            root_value=context.root_value,
            operation_name=request.operation_name,
            allowed_operation_types=allowed,
            operation_extensions=request.operation_extensions,
        )

    async def _with_extensions(
        self, context: ExecutionContext, given: object
    ) -> ExecutionResult | None:
        """The answer; None when an extension has to see more than the beginning and the end."""
        extensions = self._schema.get_extensions()
        for extension in extensions:
            extension.execution_context = context
        hooks = round_operation(extensions)
        if hooks is None or self._schema.config.enable_experimental_incremental_execution:
            return None
        try:
            with ExitStack() as stack:
                for hook in hooks:
                    stack.enter_context(hook)
                result = await self._executed(context, given)
        except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError):
            raise
        except Exception as error:
            result = self._refused(context, [_told(error)])
        told: dict[str, Any] = {}
        for extension in extensions:
            results: Any = extension.get_results()
            told |= await results if isawaitable(results) else results
        told |= context.extensions_results
        if isinstance(result, PreExecutionError):
            answer: ExecutionResult = result
            answer.extensions = told
        else:
            answer = ExecutionResult(data=result.data, errors=result.errors, extensions=told)
        context.result = answer
        return answer

    async def _executed(
        self, context: ExecutionContext, given: object
    ) -> GraphQLExecutionResult | ExecutionResult:
        """What the extensions find in the context when the operation is over."""
        if not context.query and context.graphql_document is None:
            raise MissingQueryError
        try:
            document = self._document(context, given)
        except GraphQLError as error:
            return self._refused(context, [error])
        _check_operation_type(context)
        if errors := document.errors:
            return self._refused(context, errors)
        if context.result is None:
            answer = self.engine.execute(document, _request(context))
            context.result = await answer if isawaitable(answer) else answer
        result = cast(GraphQLExecutionResult, context.result)
        if result.errors:
            context.pre_execution_errors = result.errors
            self._schema._process_errors(result.errors, context)
        return result

    def _document(self, context: ExecutionContext, given: object) -> Document:
        """Kept, unless an extension has put in a document, or rules, for this operation alone."""
        node = context.graphql_document
        is_usual = not context.parse_options and context.validation_rules == self._rules
        if is_usual and node is None:
            document = self.documents.of(context.query or "")
        elif is_usual and node is given and node is not None:
            document = self.documents.of(node)
        else:
            node = node or parse(context.query or "", **context.parse_options)
            errors = validate_document(self._schema._schema, node, context.validation_rules)
            document = Document(node, errors)
        context.graphql_document = document.node
        return document

    def _refused(self, context: ExecutionContext, errors: list[GraphQLError]) -> PreExecutionError:
        refused = PreExecutionError(data=None, errors=errors)
        context.pre_execution_errors = errors
        self._schema._process_errors(errors, context)
        context.result = refused
        return refused


def _check_operation_type(context: ExecutionContext) -> None:
    try:
        operation_type = context.operation_type
    except RuntimeError as error:
        raise CannotGetOperationTypeError(context.operation_name) from error
    if operation_type not in context.allowed_operations:
        raise InvalidOperationTypeError(operation_type)


def _request(context: ExecutionContext) -> Request:
    return Request(
        context.variables,
        context.context,
        context.operation_name,
        context.root_value,
        context.operation_extensions,
    )


def _told(error: Exception) -> GraphQLError:
    return (
        error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)
    )
