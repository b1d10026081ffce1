"""A world for the proof, and the table of what it showed."""

import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from devstack.stack import Stack
from tests.crash.runs import Outcome
from tests.crash.world import World, a_world
from tests.databases import FreshDatabases


@dataclass(frozen=True, slots=True)
class Size:
    """How long the proof goes on: `./supergraph test` the short one, `prove --nightly` the long."""

    nightly: bool = os.environ.get("PROOF") == "nightly"
    seed: int = int(os.environ.get("PROOF_SEED", "1"))

    def of(self, short: int, long: int) -> int:
        """How many runs of something."""
        return long if self.nightly else short


@dataclass
class Record:
    """Every outcome, by experiment."""

    outcomes: dict[str, list[Outcome]] = field(default_factory=lambda: defaultdict(list))

    def add(self, experiment: str, outcome: Outcome) -> None:
        """Write an outcome down, and fail when an invariant did not hold."""
        self.outcomes[experiment].append(outcome)
        assert not outcome.violations, "\n".join([outcome.what, *outcome.violations])


@pytest.fixture(scope="session")
def size() -> Size:
    """Short or long, and which seed."""
    return Size()


@pytest.fixture(scope="session")
def record(size: Size) -> Iterator[Record]:
    """What all experiments showed; written where `./supergraph prove` finds it."""
    kept = Record()
    yield kept
    if (named := os.environ.get("PROOF_REPORT")) is not None:
        rows = {name: [asdict(each) for each in found] for name, found in kept.outcomes.items()}
        report = {"seed": size.seed, "nightly": size.nightly}
        text = json.dumps({**report, "experiments": rows}, default=sorted)
        Path(named).write_text(text)


@pytest.fixture(scope="session")
async def world(
    stack: Stack, fresh: FreshDatabases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """The world most experiments share: what one leaves behind, the next adds up as well."""
    async with a_world(stack, fresh, tmp_path_factory.mktemp("world")) as running:
        yield running
