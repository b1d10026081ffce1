"""`./supergraph differential`: compiled execution against the ordinary one, on random requests."""

import subprocess
import sys

from devstack.layout import ROOT


def differential(*, examples: int, seed: int, stage: str | None, memory: int | None) -> int:
    """Run the comparison and print what it saw; 1 when anything differs."""
    argv = [sys.executable, "-m", "tests.compiled", f"--examples={examples}", f"--seed={seed}"]
    argv += [] if stage is None else [f"--stage={stage}"]
    argv += [] if memory is None else [f"--memory={memory}"]
    return subprocess.run(argv, cwd=ROOT, check=False).returncode  # noqa: S603
