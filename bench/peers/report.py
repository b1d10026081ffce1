"""What was measured, as tables for people and as one JSON document for machines."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from rich.table import Table

from bench.peers.implementations import IMPLEMENTATIONS, OURS
from bench.peers.ratios import Row, Spread, rows
from bench.peers.sampling import Pace, Sample

CAPTION = (
    "CPU in ms per query; in brackets how many times ours, least to most over the rounds. Ours "
    "does more: scopes on each field, limits, guarded references, metrics and a log line a "
    "request are on in ours and absent from the peers, which favours them. The peers verify the "
    "token's signature at each request. All share one machine with the router, the databases and "
    "the load."
)
TITLES = {each.name: each.title for each in IMPLEMENTATIONS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A whole run."""

    router: str
    pace: Pace
    compared: int
    samples: Mapping[str, Sequence[Sample]]

    def document(self) -> dict[str, Any]:
        """Every sample, and what was made of them."""
        return {
            "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
            "router": self.router,
            "pace": asdict(self.pace),
            "answers_compared": self.compared,
            "caption": CAPTION,
            "implementations": TITLES,
            "sections": {
                name: {
                    "rows": [_row(each) for each in rows(samples)],
                    "samples": [asdict(each) for each in samples],
                }
                for name, samples in self.samples.items()
            },
        }

    def tables(self) -> Iterator[Table]:
        """A table for each section."""
        for name, samples in self.samples.items():
            yield _table(name, list(rows(samples)))


def _row(row: Row) -> dict[str, Any]:
    operation, length, connections, processes = row.key
    return {
        "operation": operation,
        "length": length,
        "connections": connections,
        "processes": processes,
        "implementation": row.implementation,
        "figures": {name: asdict(each) for name, each in row.figures.items()},
        "times_ours": {name: asdict(each) for name, each in row.ratios.items()},
    }


def _table(title: str, shown: Sequence[Row]) -> Table:
    table = Table(title=title)
    for heading in ("operation", "implementation"):
        table.add_column(heading)
    for heading in ("subgraphs", "router", "databases", "queries/s", "p50 ms", "p99 ms", "MB"):
        table.add_column(heading, justify="right")
    for heading in ("load", "failed"):
        table.add_column(heading, justify="right")
    for key, members in groupby(shown, key=lambda row: row.key):
        table.add_section()
        for row in members:
            table.add_row(_case(*key), TITLES[row.implementation], *_cells(row))
    return table


def _cells(row: Row) -> Iterator[str]:
    figures, ratios = row.figures, row.ratios
    yield _figure(figures["subgraphs_ms"], 2) + _times(row, "subgraphs_ms")
    yield _figure(figures["router_ms"], 2) if "router_ms" in ratios else ""
    yield _figure(figures["databases_ms"], 2)
    yield _figure(figures["per_second"], 0) + _times(row, "per_second")
    yield _figure(figures["p50_ms"], 1)
    yield _figure(figures["p99_ms"], 1)
    yield _figure(figures["memory_mb"], 0)
    yield _figure(figures["generator_ms"], 2)
    # Of any round: a server that refuses does less than it is credited with.
    yield f"{figures['failed'].most:.0f}"


def _figure(spread: Spread, digits: int) -> str:
    return f"{spread.median:.{digits}f}"


def _times(row: Row, figure: str) -> str:
    if row.implementation == OURS or figure not in row.ratios:
        return ""
    ratio = row.ratios[figure]
    return f"\n{ratio.median:.2f} ({ratio.least:.2f}-{ratio.most:.2f})"


def _case(operation: str, length: int, connections: int, processes: int) -> str:
    many = f", {processes} processes" if processes > 1 else ""
    return f"{operation}\nx {length}, {connections} connections{many}"
