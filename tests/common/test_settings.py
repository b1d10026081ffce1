"""A subgraph that lacks a setting stops with a sentence that names it."""

import os
import subprocess
import sys

import pytest

from devstack.layout import ROOT, SUBGRAPHS


@pytest.mark.parametrize("name", SUBGRAPHS)
def test_a_missing_setting_is_named(name: str) -> None:
    """No traceback, exit code 2, one line for each variable that is missing."""
    bare = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    program = f"from subgraphs.{name}.app import create_app; create_app()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"cannot start: {name.upper()}_ROUTER_SECRET" in done.stderr
    assert ("CATALOGUE_MONGO_URL" if name == "products" else "_DATABASE_URL") in done.stderr
    assert "Traceback" not in done.stderr
