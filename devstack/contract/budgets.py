"""What each living operation may cost: the accepted figures beside its manifest."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from devstack.contract.manifests import FOLDER, Manifest

LIMITS = FOLDER / "limits.yaml"
# Prices and names differ in length from one stage to the next.
BYTES_TOLERANCE = 1.1
HEAD = "# Accepted cost of each operation: ./supergraph operations budget --accept\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What no operation of any client may exceed."""

    fetches: int
    depth: int
    cost: int

    @classmethod
    def read(cls) -> "Limits":
        """From limits.yaml."""
        return cls(**yaml.safe_load(LIMITS.read_text()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What one operation costs."""

    # Requests to subgraphs, and the most of them that wait for each other.
    fetches: int
    depth: int
    # Statements by subgraph.
    statements: Mapping[str, int]
    # The most it may cost by @cost and @listSize, without a unit.
    cost: int
    # Of the answer's body, on the seed.
    bytes: int

    def exceeds(self, accepted: "Figures") -> list[str]:
        """In words, what is more than was accepted."""
        said = [
            f"{name} {now}, accepted {then}"
            for name in ("fetches", "depth", "cost")
            if (now := getattr(self, name)) > (then := getattr(accepted, name))
        ]
        for name, now in self.statements.items():
            then = accepted.statements.get(name, 0)
            if now > then:
                said.append(f"statements of {name} {now}, accepted {then}")
        if self.bytes > accepted.bytes * BYTES_TOLERANCE:
            said.append(f"bytes {self.bytes}, accepted {accepted.bytes} and a tenth")
        return said


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """The figures of one operation, and what they are made of."""

    figures: Figures
    plan: str
    statements: Sequence[str] = field(default_factory=list)


def budget_file(manifest: Manifest) -> Path:
    """Where a version's accepted figures are."""
    return manifest.beside(".budget.yaml")


def accepted(manifest: Manifest) -> dict[str, Figures]:
    """The accepted figures by operation."""
    file = budget_file(manifest)
    stored: dict[str, Any] = yaml.safe_load(file.read_text()) if file.exists() else {}
    return {name: Figures(**each) for name, each in (stored or {}).items()}


def accept(manifest: Manifest, measured: Mapping[str, Measured]) -> None:
    """Make what was measured what is accepted."""
    plain = {name: asdict(each.figures) for name, each in sorted(measured.items())}
    text = yaml.safe_dump(plain, sort_keys=False, default_flow_style=None)
    budget_file(manifest).write_text(HEAD + text)


def complaints(manifest: Manifest, measured: Mapping[str, Measured]) -> list[str]:
    """Every operation that costs more than was accepted, with its plan and statements."""
    known = accepted(manifest)
    said = []
    for name, each in measured.items():
        if name not in known:
            said.append(f"{manifest.title} {name} has no budget; operations budget --accept")
            continue
        over = each.figures.exceeds(known[name])
        if over:
            shown = "\n    ".join([*each.plan.splitlines(), *each.statements])
            said.append(f"{manifest.title} {name}: {'; '.join(over)}\n    {shown}")
    return said
