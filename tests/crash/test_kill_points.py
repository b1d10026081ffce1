"""Killed at any point, before or after any commit or call, the shop loses and doubles nothing."""

import random
import re
from dataclasses import replace
from itertools import zip_longest

import pytest

from devstack.layout import ROOT
from tests.crash.conftest import Record, Size
from tests.crash.points import ACCOUNT_POINTS, POINTS
from tests.crash.runs import run
from tests.crash.world import World

EXPERIMENT = "A kill points"
REACHED = re.compile(r'reach\(f?"([^"]+)"\)')


def plans() -> list[tuple[tuple[str, str], ...]]:
    """Which points are armed together. At night each alone, many times; otherwise each once, two
    in every process that has points: a process may die twice in a run, and others beside it."""
    if Size().nightly:
        return [(each,) for each in POINTS]
    by_process: dict[str, list[tuple[str, str]]] = {}
    for number, (process, point) in enumerate(POINTS):
        # Either replica reaches the points of orders.
        spread = f"orders-{number % 2 + 1}" if process == "orders-1" else process
        by_process.setdefault(spread, []).append((spread, point))
    # Far from each other in the list, so that the second is reached behind the first.
    pairs = [
        list(zip_longest(each[: (len(each) + 1) // 2], each[(len(each) + 1) // 2 :]))
        for each in by_process.values()
    ]
    rounds = zip_longest(*pairs, fillvalue=())
    return [tuple(p for pair in plan for p in pair if p is not None) for plan in rounds]


PLANS = plans()


@pytest.mark.parametrize("plan", PLANS, ids=["+".join(p for _, p in plan) for plan in PLANS])
async def test_a_process_that_dies_there_changes_nothing(
    world: World, size: Size, record: Record, plan: tuple[tuple[str, str], ...]
) -> None:
    """kill -9 at the named points, a restart, and clients that retry: every invariant holds."""
    for number in range(size.of(1, 20)):
        for process, point in plan:
            world.arm(process, point)
        what = " + ".join(point for _, point in plan)
        seed = random.Random(f"{size.seed}/{what}/{number}").randrange(2**32)  # noqa: S311
        outcome = await run(world, what, seed)
        for process, point in plan:
            died = outcome.crashed & {(process, point)}
            record.add(EXPERIMENT, replace(outcome, what=point, crashed=died))


def test_most_runs_really_crashed(record: Record) -> None:
    """A proof whose processes did not die proves nothing."""
    outcomes = record.outcomes[EXPERIMENT]
    if not outcomes:
        pytest.skip("the runs it judges were not selected")
    alive = [each.what for each in outcomes if not each.crashed]
    # Of two points armed in one process often only one is reached, fewer on a busy machine.
    assert len(alive) <= len(outcomes) / 3, alive


def test_every_point_in_the_code_is_in_the_list() -> None:
    """A new commit or call comes with its kill points, and the list with the new ones."""
    patterns = set()
    for file in (ROOT / "subgraphs").rglob("*.py"):
        for name in REACHED.findall(file.read_text()):
            patterns.add(re.sub(r"\{[^}]*\}", ".+", name))
    points = {point for _, point in POINTS} | {*ACCOUNT_POINTS}
    assert [each for each in patterns if not any(re.fullmatch(each, p) for p in points)] == []
    assert [p for p in points if not any(re.fullmatch(each, p) for each in patterns)] == []
    assert len(points) >= 29
