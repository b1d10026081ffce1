"""Many examples of one schema, and a small reproduction of each difference."""

import asyncio
import gc
import logging
import warnings
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from graphql import GraphQLError

from tests.compiled.documents import Request
from tests.compiled.shop import shop_stages
from tests.compiled.shrinking import smallest
from tests.compiled.stages import Stage, torture_stages

# Worlds in which each request is executed, and variants of each of hypothesis' documents.
WORLDS = 6
VARIANTS = 6
# Of one run; the next ones are mostly the same again.
SHOWN = 5
# Some examples take a tenth of a second; nothing takes this long but what hangs.
SECONDS = 300
T = TypeVar("T")


@dataclass
class Report:
    """What so many examples showed."""

    stage: str
    examples: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    # Each with the seed, the smallest request that shows it, and what is not the same.
    differences: list[str] = field(default_factory=list)


@cache
def stages() -> dict[str, Stage]:
    """All schemas, by name."""
    return {each.name: each for each in [*torture_stages(), *shop_stages()]}


def alone(work: Coroutine[Any, Any, T]) -> T:
    """What *work* gives, on a loop of its own: the tests' loop stays as it is.

    What it leaves behind unawaited is let go of; what hangs fails.
    """
    loop = asyncio.new_event_loop()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
            result = loop.run_until_complete(asyncio.wait_for(work, SECONDS))
            # What nobody came to wait for goes now, while nobody is warned of it.
            gc.collect()
            return result
    finally:
        loop.close()


def run_examples(name: str, seed: Any, documents: int, at_most: int | None = None) -> Report:
    """Compare variants of so many documents in several worlds."""
    # What fails on purpose is neither logged nor waited for in vain.
    logging.getLogger("strawberry.execution").disabled = True
    logging.getLogger("asyncio").disabled = True
    return alone(_compared(stages()[name], seed, documents, at_most))


async def _compared(stage: Stage, seed: Any, documents: int, at_most: int | None) -> Report:
    report = Report(stage.name)
    stage.outcomes.clear()
    for number, request in enumerate(stage.requests(seed, documents, VARIANTS)):
        for world in range(WORLDS):
            if report.examples == at_most:
                report.outcomes += stage.outcomes
                return report
            report.examples += 1
            place = (seed, number, world)
            found = await stage.differences(request, place)
            if found:
                report.outcomes += stage.outcomes
                told = (
                    await _told(stage, request, place, found)
                    if len(report.differences) < SHOWN
                    else found[0]
                )
                report.differences.append(told)
                stage.outcomes.clear()
    report.outcomes += stage.outcomes
    return report


async def _told(stage: Stage, request: Request, place: Any, found: list[str]) -> str:
    kind = found[0].split(":")[0].split("[")[0].split(".")[0]

    async def still_differs(smaller: Request) -> bool:
        try:
            if not stage.is_valid(smaller):
                return False
        except GraphQLError:
            return False
        return any(each.startswith(kind) for each in await stage.differences(smaller, place))

    small = await smallest(request, still_differs)
    lines = [each[:1000] for each in await stage.differences(small, place)]
    return "\n".join(
        [
            f"--- {stage.name}, world {place!r}; ordinary | compiled",
            small.document,
            f"variables: {small.variables!r}, operation: {small.operation_name!r}",
            *lines,
        ]
    )
