"""One operation of a document: compiled for the values its @skip and @include have, then run."""

import logging
from collections.abc import Awaitable, Mapping, Sequence
from types import CoroutineType
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues

from compiled.contents import Contents
from compiled.objects import Build
from compiled.outcome import Outcome
from compiled.plan import Planner, TooLarge
from compiled.recognise import Recognised
from compiled.run import Run
from compiled.variables import Variables

log = logging.getLogger(__name__)

Answer: TypeAlias = ExecutionResult | Awaitable[ExecutionResult]

# Each is a program; who has more conditions than this is executed the ordinary way.
MAX_VARIANTS = 16


class Limits(NamedTuple):
    """How much is compiled."""

    # Times an operation is executed the ordinary way before it is compiled.
    compile_after: int
    # Fields of all selection sets of an operation together, each possible type counted.
    max_fields: int


class Program(NamedTuple):
    """The functions of an operation: one for a query, one for each field of a mutation."""

    roots: Sequence[Build]
    fields: int
    # What was compiled, for whoever wants to read it.
    sources: Sequence[str]


class Operation:
    """An operation that may be compiled, and what was compiled of it so far."""

    def __init__(
        self,
        schema: GraphQLSchema,
        contents: Contents,
        definition: OperationDefinitionNode,
        known: Recognised,
        limits: Limits,
    ) -> None:
        self._schema = schema
        self._known = known
        self._limits = limits
        self.definition = definition
        self.fragments = contents.fragments
        self._refusal = contents.refusal(definition)
        self._variables = Variables(schema, definition)
        self._flags = contents.flags(definition)
        self._programs: dict[tuple[bool, ...], Program | Outcome] = {}
        self._sights = 0
        # How many fields were compiled.
        self.fields = 0

    @property
    def programs(self) -> list[Program]:
        """What was compiled so far."""
        return [each for each in self._programs.values() if isinstance(each, Program)]

    def coerced(self, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """The values of the variables, or what is wrong with them."""
        return self._variables.coerced(given)

    def seen(self) -> Outcome | None:
        """To be called for each execution: why this one is not compiled, whatever its variables."""
        if self._refusal is not None:
            return self._refusal
        if self._sights < self._limits.compile_after:
            self._sights += 1
            return Outcome.FIRST_SIGHT
        return None

    def program(self, values: VariableValues) -> Program | Outcome:
        """The functions for these values, or why there are none."""
        flags: tuple[Any, ...] = tuple(values.coerced.get(each) for each in self._flags)
        if not all(isinstance(each, bool) for each in flags):
            return Outcome.REFUSED
        program = self._programs.get(flags)
        if program is None:
            if len(self._programs) >= MAX_VARIANTS:
                return Outcome.TOO_LARGE
            program = self._programs[flags] = self._compiled(flags)
        return program

    def _compiled(self, flags: tuple[bool, ...]) -> Program | Outcome:
        planner = Planner(
            self._schema,
            self.definition,
            {name: FragmentDetails(each) for name, each in self.fragments.items()},
            VariableValues({}, dict(zip(self._flags, flags, strict=True))),
            self._known,
            self._limits.max_fields,
        )
        try:
            roots = planner.root()
        except (TooLarge, RecursionError):
            return Outcome.TOO_LARGE
        except (GraphQLError, LookupError, ValueError):
            # Nothing here is new to the ordinary executor, which has an error for it.
            return Outcome.UNSUPPORTED
        except Exception:
            # Whoever asked gets an answer all the same; whoever runs this hears of it, once.
            log.exception("an operation could not be compiled; it is executed the ordinary way")
            return Outcome.UNSUPPORTED
        self.fields += planner.fields
        return Program(roots, planner.fields, planner.sources)


def run_program(program: Program, is_serial: bool, root_value: Any, run: Run) -> Answer:
    """The answer, or an awaitable of it where something has to be waited for."""
    try:
        if is_serial:
            data = _in_turn(program.roots, root_value, run)
        else:
            data = program.roots[0](root_value, None, run)
    except GraphQLError as error:
        run.add(error, None)
        data = None
    if type(data) is CoroutineType:
        return _answered(data, run)
    return ExecutionResult(data, run.errors or None)


async def _answered(data: Awaitable[dict[str, Any]], run: Run) -> ExecutionResult:
    try:
        return ExecutionResult(await data, run.errors or None)
    except GraphQLError as error:
        run.add(error, None)
        return ExecutionResult(None, run.errors)


def _in_turn(roots: Sequence[Build], root_value: Any, run: Run) -> Any:
    """The fields of a mutation, each when the one before it has come to its end."""
    answer: dict[str, Any] = {}
    for number, build in enumerate(roots, 1):
        part = build(root_value, None, run)
        if type(part) is CoroutineType:
            return _after(part, answer, roots[number:], root_value, run)
        answer |= part
    return answer


async def _after(
    part: Any, answer: dict[str, Any], rest: Sequence[Build], root_value: Any, run: Run
) -> dict[str, Any]:
    answer |= await part
    for build in rest:
        part = build(root_value, None, run)
        answer |= await part if type(part) is CoroutineType else part
    return answer
