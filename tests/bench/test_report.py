"""One document for machines, one table for people, of the same samples."""

import io
import json

from rich.console import Console

from bench.peers.implementations import IMPLEMENTATIONS
from bench.peers.report import Report
from bench.peers.sampling import Pace
from tests.bench.samples import a_sample

REPORT = Report(
    router="apollo-router 2.17.0",
    pace=Pace(rounds=2, seconds=1.0),
    compared=12,
    samples={
        "compared": [
            a_sample(each.name, round, subgraphs_ms=2.0 * (index + 1))
            for round in (1, 2)
            for index, each in enumerate(IMPLEMENTATIONS)
        ]
    },
)


def test_the_document_holds_every_round() -> None:
    """A machine finds each sample, each figure's spread, and how many times ours it is."""
    document = json.loads(json.dumps(REPORT.document()))

    assert document["pace"] == {"rounds": 2, "seconds": 1.0}
    assert document["answers_compared"] == 12
    assert list(document["implementations"]) == [each.name for each in IMPLEMENTATIONS]
    section = document["sections"]["compared"]
    assert len(section["samples"]) == 2 * len(IMPLEMENTATIONS)
    last = section["rows"][-1]
    assert last["implementation"] == "mercurius"
    assert last["figures"]["subgraphs_ms"] == {"median": 8.0, "least": 8.0, "most": 8.0}
    assert last["times_ours"]["subgraphs_ms"] == {"median": 4.0, "least": 4.0, "most": 4.0}


def test_the_table_says_how_many_times_ours() -> None:
    """People read a peer's cost and, below it, the ratio with its spread."""
    console = Console(width=140, file=io.StringIO(), record=True)
    (table,) = REPORT.tables()
    console.print(table)

    text = console.export_text()
    assert "Apollo Server" in text
    assert "3.00 (3.00-3.00)" in text
