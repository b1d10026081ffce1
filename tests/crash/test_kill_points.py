"""Killed at any point, before or after any commit or call, the shop loses and doubles nothing."""

import random
import re

import pytest

from devstack.layout import ROOT
from tests.crash.conftest import Record, Size
from tests.crash.points import POINTS
from tests.crash.runs import run
from tests.crash.world import World

EXPERIMENT = "A kill points"
REACHED = re.compile(r'reach\(f?"([^"]+)"\)')


@pytest.mark.parametrize(("process", "point"), POINTS, ids=[point for _, point in POINTS])
async def test_a_process_that_dies_there_changes_nothing(
    world: World, size: Size, record: Record, process: str, point: str
) -> None:
    """kill -9 at the named point, a restart, and clients that retry: every invariant holds."""
    for number in range(size.of(1, 20)):
        world.arm(process, point)
        seed = random.Random(f"{size.seed}/{point}/{number}").randrange(2**32)  # noqa: S311
        record.add(EXPERIMENT, await run(world, point, seed))


def test_most_runs_really_crashed(record: Record) -> None:
    """A proof whose processes did not die proves nothing."""
    outcomes = record.outcomes[EXPERIMENT]
    if not outcomes:
        pytest.skip("the runs it judges were not selected")
    crashed = sum(each.crashed for each in outcomes)
    assert crashed >= 0.75 * len(outcomes), [each.what for each in outcomes if not each.crashed]


def test_every_point_in_the_code_is_in_the_list() -> None:
    """A new commit or call comes with its kill points, and the list with the new ones."""
    patterns = set()
    for file in (ROOT / "subgraphs").rglob("*.py"):
        for name in REACHED.findall(file.read_text()):
            patterns.add(re.sub(r"\{[^}]*\}", ".+", name))
    points = {point for _, point in POINTS}
    assert [each for each in patterns if not any(re.fullmatch(each, p) for p in points)] == []
    assert [p for p in points if not any(re.fullmatch(each, p) for each in patterns)] == []
    assert len(points) >= 29
