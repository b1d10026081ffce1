"""How many times ours: each round gives a ratio, so what slows a whole round down cancels out."""

import statistics
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from bench.peers.implementations import OURS
from bench.peers.sampling import Sample

K = TypeVar("K", bound=Hashable)
# Which samples are of the same thing.
Key: TypeAlias = tuple[str, int, int, int]
FIGURES = (
    "subgraphs_ms",
    "router_ms",
    "databases_ms",
    "generator_ms",
    "per_second",
    "p50_ms",
    "p99_ms",
    "memory_mb",
    "failed",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """The median over the rounds, and the least and the most of them."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of what was seen."""
        return cls(median=statistics.median(values), least=min(values), most=max(values))


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One implementation in one case: its figures, and how many times ours they are."""

    key: Key
    implementation: str
    figures: dict[str, Spread]
    ratios: dict[str, Spread]


def rows(samples: Sequence[Sample]) -> Iterator[Row]:
    """A row for each case and implementation, in the order in which they were measured."""
    for key, group in _grouped(samples, key_of).items():
        by_name = _grouped(group, lambda sample: sample.implementation)
        for name, members in by_name.items():
            yield Row(
                key=key,
                implementation=name,
                figures={f: Spread.of([getattr(s, f) for s in members]) for f in FIGURES},
                ratios={
                    f: ratio(members, by_name[OURS], f)
                    for f in FIGURES
                    # Of nothing, nothing is a multiple: a router that was not asked.
                    if all(getattr(each, f) > 0 for each in by_name[OURS])
                },
            )


def ratio(theirs: Sequence[Sample], ours: Sequence[Sample], figure: str) -> Spread:
    """Theirs by ours, round by round."""
    base = {each.round: getattr(each, figure) for each in ours}
    return Spread.of([getattr(each, figure) / base[each.round] for each in theirs])


def key_of(sample: Sample) -> Key:
    """What a sample is of."""
    return sample.operation, sample.length, sample.connections, sample.processes


def _grouped(samples: Sequence[Sample], key: Callable[[Sample], K]) -> dict[K, list[Sample]]:
    found: dict[K, list[Sample]] = {}
    for each in samples:
        found.setdefault(key(each), []).append(each)
    return found
