"""Executes operations of parsed documents, by compiled functions where it can."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution import ExecutionResult
from graphql.execution.values import VariableValues

from compiled.contents import Contents
from compiled.operation import Answer, Limits, Operation, Program, run_program
from compiled.outcome import Outcome
from compiled.recognise import Recognised
from compiled.run import Run, Settings, StrawberryResolveInfo, helpers


class Request(NamedTuple):
    """What one execution is given."""

    variables: Mapping[str, Any] | None
    context: Any
    operation_name: str | None
    root_value: Any
    # Strawberry tells resolvers what the request's `extensions` hold.
    operation_extensions: dict[str, Any] | None = None


Ordinary = Callable[[DocumentNode, Request], Answer]


class Document:
    """A parsed document, what is wrong with it, and its operations as they are asked for."""

    def __init__(self, node: DocumentNode, errors: list[GraphQLError] | None = None) -> None:
        self.node = node
        self._errors = errors or []
        self.contents = Contents.of(node)
        self.operations: dict[str | None, Operation] = {}
        # Called when there is more of it, an operation or what was compiled of one, by
        # whoever counts how much there is.
        self.grew: Callable[[], None] = _nobody

    @property
    def errors(self) -> list[GraphQLError]:
        """What is wrong with it; made anew for each answer, which may change its own."""
        return [
            GraphQLError(each.message, each.nodes, extensions=dict(each.extensions or {}))
            for each in self._errors
        ]

    @property
    def fields(self) -> int:
        """How many fields were compiled of all its operations."""
        return sum(each.fields for each in self.operations.values())


def _nobody() -> None:
    """Does not count."""


class Engine:
    """Executes the documents of one schema; *ordinary* executes what is not compiled."""

    def __init__(
        self,
        schema: GraphQLSchema,
        settings: Settings,
        ordinary: Ordinary,
        limits: Limits,
        count: Callable[[Outcome], None],
        *,
        is_foreign: bool = False,
    ) -> None:
        """*is_foreign*: operations are for another executor than those of the two libraries."""
        self._schema = schema
        self._settings = settings
        self._ordinary = ordinary
        self._limits = limits
        self.enabled = True
        # A schema with these is for an executor that sends its answer in parts.
        is_incremental = any(map(schema.get_directive, ("defer", "stream")))
        self._is_foreign = is_foreign or is_incremental
        self._count = count
        self._known = Recognised(schema)
        self._helpers = helpers(settings.is_awaitable)

    def execute(self, document: Document, request: Request) -> Answer:
        """The answer to one operation of a document that passed validation."""
        operation = self._operation(document, request.operation_name)
        if isinstance(operation, Outcome):
            return self._not_compiled(operation, document, request)
        values = operation.coerced(request.variables or {})
        if isinstance(values, list):
            self._count(Outcome.REFUSED)
            return ExecutionResult(None, values)
        fields = operation.fields
        program = operation.program(values)
        if operation.fields != fields:
            document.grew()
        if isinstance(program, Outcome):
            return self._not_compiled(program, document, request)
        self._count(Outcome.COMPILED)
        run = Run(self._settings, values, self._told(operation, values, request))
        is_serial = operation.definition.operation is OperationType.MUTATION
        return run_program(program, is_serial, request.root_value, run)

    def _told(
        self, operation: Operation, values: VariableValues, request: Request
    ) -> tuple[Any, ...]:
        """What every resolver of the operation is told, after what is told of its own field."""
        is_strawberry = self._settings.info is StrawberryResolveInfo
        told = (
            self._schema,
            dict(operation.fragments),
            request.root_value,
            operation.definition,
            values.coerced if is_strawberry else values,
            request.context,
            self._settings.is_awaitable,
            None,
            self._helpers,
        )
        return (*told, request.operation_extensions) if is_strawberry else told

    def programs(self, document: Document) -> list[Program]:
        """What was compiled of a document."""
        operations = document.operations.values()
        return [program for each in operations for program in each.programs]

    def _operation(self, document: Document, name: str | None) -> Operation | Outcome:
        """The operation, where it is to be compiled; why not elsewhere."""
        if not self.enabled:
            return Outcome.SWITCHED_OFF
        if self._is_foreign:
            return Outcome.UNSUPPORTED
        if name in document.operations:
            operation = document.operations[name]
        else:
            definition = _definition(document.node, name)
            if definition is None:
                # Not kept: names come from clients.
                return Outcome.REFUSED
            operation = document.operations[name] = Operation(
                self._schema, document.contents, definition, self._known, self._limits
            )
            document.grew()
        return operation.seen() or operation

    def _not_compiled(self, why: Outcome, document: Document, request: Request) -> Answer:
        self._count(why)
        return self._ordinary(document.node, request)


def _definition(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """The operation that is asked for, if it can be told."""
    found = [
        each
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
        and (name is None or (each.name is not None and each.name.value == name))
    ]
    # The last one of that name, as the ordinary executor takes it.
    return found[-1] if len(found) == 1 or (found and name is not None) else None
