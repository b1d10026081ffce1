"""What a subgraph answers as a whole, its extensions included, is what Strawberry answers."""

from typing import Any

import pytest
from strawberry import Schema
from strawberry.types.graphql import OperationType

from compiled import CompiledSchema
from subgraphs.common.errors import CodedErrors
from tests.compiled.comparison import differences, seen
from tests.compiled.documents import Request
from tests.compiled.examples import stages
from tests.compiled.shop import SUBGRAPHS
from tests.compiled.stages import Stage

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

INTROSPECTION = (
    '{ __schema { types { name fields { name type { name } } } } __type(name: "Query") { name } }'
)
ODD: tuple[tuple[str | None, str | None], ...] = (
    (None, None),
    ("", None),
    ("{", None),
    ("{ nothing }", None),
    ("{ __typename ", None),
    ("{ viewer }", None),
    ("fragment F on Query { __typename }", None),
    ("query A { __typename } query B { b: __typename }", None),
    ("query A { __typename } query B { b: __typename }", "B"),
    ("query A { __typename }", "C"),
    ("query A($a: Nothing) { __typename }", None),
    ("query A($a: Int!) { __typename @include(if: true) }", "A"),
    ("subscription { __typename }", None),
    ("mutation { __typename }", None),
    ("{ ...F } fragment F on Query { ...F }", None),
    ("{ _service { sdl } }", None),
    (INTROSPECTION, None),
    ("{ " + "a: __typename " * 1_200 + "}", None),
)


def _asked(stage: Stage, is_compiled: bool, only: Any = None) -> Any:
    schema: Any = stage.schema
    compiled = CompiledSchema(schema, compile_after=0)

    async def run(request: Request, context: Any) -> Any:
        if is_compiled:
            return await compiled.execute(
                request.document,
                request.variables,
                context,
                request.operation_name,
                allowed_operation_types=only,
            )
        return await Schema.execute(
            schema,
            request.document,
            request.variables,
            context,
            operation_name=request.operation_name,
            allowed_operation_types=only,
        )

    return run


@pytest.fixture(params=SUBGRAPHS)
def stage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A subgraph's schema with the extension that codes and masks errors."""
    found = stages()[request.param]
    monkeypatch.setattr(found.schema, "extensions", (CodedErrors,))
    return found


async def test_coded_and_masked_answers_are_the_same(stage: Stage) -> None:
    """Codes, masks and correlation ids stand where Strawberry puts them."""
    ordinary, compiled = _asked(stage, False), _asked(stage, True)
    coded = 0
    for number, request in enumerate(stage.requests("whole", 4, 4)):
        one = await seen(ordinary, request, stage.world(number))
        assert not differences(one, await seen(compiled, request, stage.world(number)))
        coded += any("code" in (each[3] or {}) for each in one.errors)
    assert coded


@pytest.mark.parametrize(("document", "name"), ODD)
@pytest.mark.parametrize("only", [None, {OperationType.QUERY}])
async def test_requests_that_are_refused_are_refused_alike(
    stage: Stage, document: Any, name: str | None, only: Any
) -> None:
    """What does not parse, is not valid, is not allowed or names no operation."""
    request = Request(document, {}, name)
    one = await seen(_asked(stage, False, only), request, stage.world(1))
    assert not differences(one, await seen(_asked(stage, True, only), request, stage.world(1)))
