"""The comparison sees each kind of difference there can be."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLError

from tests.compiled.chance import Chance
from tests.compiled.comparison import Seen, differences, seen
from tests.compiled.documents import Author, Request
from tests.compiled.engines import ordinary
from tests.compiled.examples import _told, alone
from tests.compiled.stages import ODD, torture_stages
from tests.compiled.world import World

# Values that are to be waited for are made before it is known whether anybody asks for them.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore:coroutine .* was never awaited"
)

REQUEST = Request("{ a: int0 b: int1 thing0 { __typename } }", {})
FIRST = ("first", ["a"], [(1, 3)], None, "ValueError", 1)
SECOND = ("second", ["b"], [(1, 5)], None, "ValueError", 1)
SEEN = Seen(
    data={"a": 1, "b": [True, {"c": "text"}]},
    errors=[FIRST, SECOND],
    calls=[("Query.a", ["a"], "{}"), ("Query.b", ["b"], "{}")],
    batches=[("left", ["1", "2"])],
)

PLANTED: dict[str, dict[str, Any]] = {
    "another value": {"data": {"a": 2, "b": [True, {"c": "text"}]}},
    "another class of an equal value": {"data": {"a": 1.0, "b": [True, {"c": "text"}]}},
    "one instead of true": {"data": {"a": 1, "b": [1, {"c": "text"}]}},
    "another order of keys": {"data": {"b": [True, {"c": "text"}], "a": 1}},
    "a missing key": {"data": {"a": 1}},
    "a shorter list": {"data": {"a": 1, "b": [True]}},
    "no data": {"data": None},
    "an error less": {"errors": [FIRST]},
    "errors in another order": {"errors": [SECOND, FIRST]},
    "another message": {"errors": [("other", *FIRST[1:]), SECOND]},
    "another path": {"errors": [(FIRST[0], ["b"], *FIRST[2:]), SECOND]},
    "no location": {"errors": [(*FIRST[:2], [], *FIRST[3:]), SECOND]},
    "extensions": {"errors": [(*FIRST[:3], {"code": "X"}, *FIRST[4:]), SECOND]},
    "another original error": {"errors": [(*FIRST[:4], "KeyError", 1), SECOND]},
    "a call less": {"calls": SEEN.calls[:1]},
    "calls in another order": {"calls": SEEN.calls[::-1]},
    "a split batch": {"batches": [("left", ["1"]), ("left", ["2"])]},
    "an exception": {"raised": "ValueError: x"},
}


@pytest.mark.parametrize("planted", list(PLANTED))
def test_a_planted_difference_is_seen(planted: str) -> None:
    """Whatever is not the same to the letter is told."""
    assert differences(SEEN, replace(SEEN, **PLANTED[planted]))


def test_equal_answers_do_not_differ() -> None:
    """What is the same is not told, not a number included."""
    assert not differences(SEEN, replace(SEEN))
    assert not differences(Seen(data=[float("nan")]), Seen(data=[float("nan")]))


def test_the_ordinary_executor_is_the_same_twice() -> None:
    """Order of errors, calls and batches too: only turns of the loop are waited for."""

    async def twice() -> None:
        (stage, _) = torture_stages()
        run = ordinary(stage.schema)
        for number in range(40):
            request = Author(stage.core, Chance("twice", number), ODD).anew()
            if stage.is_valid(request):
                one = await seen(run, request, World.of(number))
                assert not differences(one, await seen(run, request, World.of(number)))

    alone(twice())


def _drop_an_error(result: ExecutionResult) -> ExecutionResult:
    return ExecutionResult(result.data, (result.errors or [])[1:] or None)


def _add_a_key(result: ExecutionResult) -> ExecutionResult:
    return ExecutionResult({**(result.data or {}), "more": 1}, result.errors)


def _add_an_error(result: ExecutionResult) -> ExecutionResult:
    return ExecutionResult(result.data, [*(result.errors or []), GraphQLError("more")])


@pytest.mark.parametrize("spoil", [_drop_an_error, _add_a_key, _add_an_error])
def test_a_wrong_executor_is_found_and_told_small(
    spoil: Callable[[ExecutionResult], ExecutionResult],
) -> None:
    """An executor that differs in one thing is caught, and shown with nothing it does not need."""
    (_, stage) = torture_stages()
    right = ordinary(stage.schema)

    async def wrong(request: Request, context: Any) -> ExecutionResult:
        return spoil(await right(request, context))

    stage.__dict__["compiled"] = wrong

    async def told() -> str:
        for seed in range(60):
            found = await stage.differences(REQUEST, seed)
            if found:
                return await _told(stage, REQUEST, seed, found)
        raise AssertionError("nothing was found in sixty worlds")

    small = alone(told())
    assert "ordinary | compiled" in small
    assert len(small.split("variables:")[0]) < 120
