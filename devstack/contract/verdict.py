"""A proposed graph before the court of living clients."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphql import GraphQLSchema
from rich.console import Console

from devstack.contract import promises
from devstack.contract.change import Change, Level
from devstack.contract.changes import broken, judged
from devstack.contract.graph import exists
from devstack.contract.manifests import Manifest, living, today
from devstack.layout import ROOT
from devstack.refusal import Refusal, WrongInput

MARKS = {Level.SAFE: "[green]✔[/]", Level.DANGEROUS: "[yellow]▲[/]", Level.BREAKING: "[red]✖[/]"}


@dataclass(frozen=True, slots=True)
class Baseline:
    """A graph some versions were made for."""

    title: str
    sdl: str
    manifests: Sequence[Manifest]


def registered_graphs() -> list[Baseline]:
    """The graph beside each living manifest; versions made for the same graph are judged once."""
    by_graph: dict[Path, list[Manifest]] = {}
    for manifest in living():
        by_graph.setdefault(manifest.graph_file, []).append(manifest)
    return [
        Baseline(", ".join(each.title for each in versions), _text(file), versions)
        for file, versions in by_graph.items()
    ]


def of(proposed: str, baselines: Sequence[Baseline]) -> list[Change]:
    """Every change, the worst first; a change that several baselines show is told once."""
    found = [*promises.without_date(proposed), *promises.broken(proposed, today())]
    found += broken(proposed, living())
    for baseline in baselines:
        found += judged(baseline.sdl, proposed, list(baseline.manifests))
    merged: dict[str, Change] = {}
    for change in found:
        known = merged.get(change.message)
        merged[change.message] = change if known is None else known.joined(change)
    order = list(Level)
    return sorted(merged.values(), key=lambda each: -order.index(each.level))


def show(changes: Sequence[Change], console: Console) -> bool:
    """Print the verdict; whether no living client breaks."""
    for each in changes:
        _line(each, console)
    broken_ = sum(each.level is Level.BREAKING for each in changes)
    console.print(
        f"{len(changes)} changes, {broken_} breaking, for {len(living())} living versions.",
        highlight=False,
    )
    if broken_:
        console.print("How a graph changes without breaking anybody: docs/clients.md")
    return broken_ == 0


def refuse_unknown(schema: GraphQLSchema, coordinate: str) -> None:
    """Stop when the graph has no such type, field or argument."""
    if not exists(schema, coordinate):
        raise WrongInput(
            f"The graph has no {coordinate}; write Type, Type.field or Type.field.arg."
        )


def _text(file: Path) -> str:
    if not file.exists():
        raise Refusal(f"{file.relative_to(ROOT)} is missing; take it from git.")
    return file.read_text()


def _line(change: Change, console: Console) -> None:
    console.print(MARKS[change.level], change.level.value, end=" ")
    console.print(str(change), highlight=False, markup=False, soft_wrap=True)
