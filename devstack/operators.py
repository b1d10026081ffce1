"""The subgraphs' own commands, run as an operator of this stack would."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from devstack.layout import ROOT
from devstack.refusal import Refusal
from devstack.stack import Stack


@dataclass(frozen=True, slots=True)
class Said:
    """The JSON lines a command printed, and whether it found nothing wrong."""

    lines: list[dict[str, Any]]
    is_well: bool


def ask(stack: Stack, subgraph: str, *argv: str) -> Said:
    """What `python -m subgraphs.<subgraph>.commands` says; a Refusal when it says nothing."""
    if subgraph not in stack.supervisor.running():
        raise Refusal("The shop is not running; ./supergraph up")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", f"subgraphs.{subgraph}.commands", *argv],
        cwd=ROOT,
        env={**os.environ, **stack.subgraphs.environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    if done.returncode not in (0, 1) or (done.returncode == 1 and not lines):
        said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise Refusal(f"The {subgraph} subgraph refused: {said[0]}")
    return Said([json.loads(line) for line in lines], is_well=done.returncode == 0)
