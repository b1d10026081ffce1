"""Kill points exist for tests alone, and cost nothing where there is no test."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.layout import ROOT

REACH = "from subgraphs.common.faults import reach; reach('here'); print('lived')"


def process(**environment: str) -> subprocess.CompletedProcess[str]:
    """A process that comes past a kill point."""
    return subprocess.run(
        [sys.executable, "-c", REACH],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("armed", [[], ["elsewhere"]])
def test_a_process_lives_unless_it_is_told_to_die_there(tmp_path: Path, armed: list[str]) -> None:
    """Neither without kill points nor at another one."""
    for name in armed:
        (tmp_path / name).touch()
    given = {"SUPERGRAPH_FAULTS": str(tmp_path)} if armed else {}
    assert process(**given).stdout == "lived\n"


def test_a_process_dies_once(tmp_path: Path) -> None:
    """As by kill -9, with the proof left behind; its successor lives."""
    (tmp_path / "here").touch()
    given = {"SUPERGRAPH_FAULTS": str(tmp_path)}
    assert process(**given).returncode == -signal.SIGKILL
    assert [file.name for file in tmp_path.iterdir()] == ["here.crashed"]
    assert process(**given).stdout == "lived\n"


def test_production_refuses_to_start_with_kill_points(tmp_path: Path) -> None:
    """With a sentence, and an exit code of its own."""
    done = process(SUPERGRAPH_FAULTS=str(tmp_path), SUPERGRAPH_ENV="production")
    assert (done.returncode, done.stdout) == (2, "")
    assert "must not be set in production" in done.stderr
