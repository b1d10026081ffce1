"""A PostgreSQL cluster of our own: made once, started as an unprivileged user, on loopback."""

import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from devstack.commands import run
from devstack.layout import Layout, is_root, make_private
from devstack.processes import unprivileged
from devstack.refusal import Refusal
from devstack.service import Service

SUPERUSER = "postgres"
# A shop on a developer's machine: small, and safe against kill -9, so fsync stays on.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "logging_collector": "off",
}
DOCUMENTDB = {
    "shared_preload_libraries": "pg_cron, pg_documentdb_core, pg_documentdb",
    "cron.database_name": "postgres",
    "cron.use_background_workers": "on",
    # Its jobs run every second and would fill the log.
    "cron.log_statement": "off",
    "cron.log_min_messages": "fatal",
    "documentdb_core.enableCollation": "on",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cluster:
    """One server process with its own data."""

    name: str
    engine: Path
    data: Path
    port: int
    password: str
    is_documentdb: bool = False

    @property
    def programs(self) -> Path:
        """Where this engine's programs are."""
        return sorted(self.engine.glob("usr/lib/postgresql/*/bin"))[-1]

    def url(self, database: str = "postgres") -> str:
        """How to connect as its owner."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self) -> None:
        """Make the data folder when there is none; an interrupted one is made again."""
        # initdb makes this folder last, so an interrupted one is told from a finished one.
        if (self.data / "base" / "5").exists():
            return
        make_private(self.data.parent)
        shutil.rmtree(self.data, ignore_errors=True)
        make_private(self.data)
        initdb = [
            self.programs / "initdb",
            f"--pgdata={self.data}",
            f"--username={SUPERUSER}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
        ]
        self._initdb([str(each) for each in initdb])

    def service(self) -> Service:
        """The server process; a fast shutdown ends open sessions and keeps all commits."""
        settings = SETTINGS | (DOCUMENTDB if self.is_documentdb else {}) | {"port": str(self.port)}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return Service(
            name=self.name,
            argv=[str(self.programs / "postgres"), "-D", str(self.data), *options],
            # DocumentDB builds indexes over a connection to its own server.
            env={"PGPASSWORD": self.password} if self.is_documentdb else {},
            port=self.port,
            is_ready=self.is_ready,
            drops_privileges=True,
            stop_signal=signal.SIGINT,
            ready_seconds=60,
            attempts=30,
        )

    def is_ready(self) -> bool:
        """Whether it takes connections."""
        probe = [str(self.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(probe, check=False).returncode == 0  # noqa: S603

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement as the owner; its rows, unadorned."""
        command = ["-v", "ON_ERROR_STOP=1", "-tAc", statement, self.url(database)]
        return run([self.programs / "psql", *command], what=f"prepare {self.name}").strip()

    def prepare(self) -> None:
        """What the running server needs once: the extension, or a database of the shop's."""
        if self.is_documentdb:
            self.sql("create extension if not exists documentdb cascade")
            # Its background jobs connect under a role of their own, with the server's PGPASSWORD.
            self.sql(f"alter role documentdb_bg_worker_role password '{self.password}'")
        elif not self.sql("select 1 from pg_database where datname = 'shop'"):
            self.sql("create database shop")

    def version(self) -> str:
        """As the server says it."""
        return self.sql("show server_version").split()[0]

    def _initdb(self, argv: list[str]) -> None:
        # A file of the databases' user, in a folder only it can enter, for as long as initdb reads.
        password = make_private(self.data.parent / f"{self.name}-password") / "password"
        password.write_text(self.password)
        password.chmod(0o644)
        try:
            done = subprocess.run(  # noqa: S603
                [*argv, f"--pwfile={password}"],
                capture_output=True,
                text=True,
                check=False,
                **unprivileged(is_root()),
            )
        finally:
            shutil.rmtree(password.parent)
        if done.returncode != 0:
            raise Refusal(f"Could not make the {self.name} cluster:\n  {done.stderr.strip()}")


def of_checkout(layout: Layout, name: str, port: int, password: str) -> Cluster:
    """The cluster of this checkout called *name*."""
    return Cluster(
        name=name,
        engine=layout.engine,
        data=layout.data / name,
        port=port,
        password=password,
        is_documentdb=name == "catalogue-db",
    )
