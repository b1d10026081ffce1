"""The MongoDB wire protocol in front of DocumentDB: FerretDB, built once with Go."""

from collections.abc import Callable
from pathlib import Path

from devstack.go import built
from devstack.service import Service

VERSION = "v2.7.0"
MODULE = "github.com/FerretDB/FerretDB/v2/cmd/ferretdb"


def install_ferretdb(cache: Path, uv: Path) -> Path:
    """The program, built when it is not there."""
    return built(MODULE, VERSION, cache, uv)


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
