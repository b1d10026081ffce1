"""`./supergraph prove`: kill, cut off and crowd the shop, add it up, and say what was seen."""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from devstack.layout import ROOT

PAGE = ROOT / "docs" / "proof.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def prove(console: Console, *, nightly: bool, seed: int, keep: bool) -> int:
    """Run the experiments and print their table; pytest's own exit code."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "proof.json"
        env = {**os.environ, "PROOF_REPORT": str(report), "PROOF_SEED": str(seed)}
        if nightly:
            env["PROOF"] = "nightly"
        argv = [sys.executable, "-m", "pytest", "-q", "tests/crash"]
        code = subprocess.run(argv, cwd=ROOT, env=env, check=False).returncode  # noqa: S603
        if report.exists():
            lines = table(json.loads(report.read_text()))
            console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
            if keep and code == 0:
                _keep(lines)
                console.print(f"Kept in {PAGE.relative_to(ROOT)}.")
    return code


def table(report: dict[str, Any]) -> list[str]:
    """Markdown: what was done × runs × real crashes × violations × time to settle."""
    kind = "long" if report["nightly"] else "short"
    day = datetime.now(UTC).date().isoformat()
    lines = [
        f"{day}, the {kind} run, seed {report['seed']}.",
        "",
        "| experiment | what | runs | crashed | violations | settled after, at most |",
        "|---|---|---|---|---|---|",
    ]
    for experiment, outcomes in report["experiments"].items():
        runs = Counter(each["what"] for each in outcomes)
        for what, count in runs.items():
            ours = [each for each in outcomes if each["what"] == what]
            crashed = sum(bool(each["crashed"]) for each in ours)
            wrong = sum(len(each["violations"]) for each in ours)
            slowest = max(each["settle_seconds"] for each in ours)
            row = (experiment, f"`{what}`", count, crashed, wrong, f"{slowest:.1f} s")
            lines.append("| " + " | ".join(str(each) for each in row) + " |")
    return lines


def _keep(lines: list[str]) -> None:
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text("\n".join([before + BEGIN, *lines, END + after]))
