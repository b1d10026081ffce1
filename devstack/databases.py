"""The three databases: yours when their URLs are in the environment, else embedded ones."""

import os
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from devstack.commands import side_by_side
from devstack.debian import install_engine
from devstack.ferretdb import VERSION, ferretdb, install_ferretdb, mongod
from devstack.keys import secret
from devstack.layout import ROOT, Layout
from devstack.ports import Ports
from devstack.postgres import Cluster, of_checkout
from devstack.processes import Supervisor
from devstack.refusal import Refusal

UV = ROOT / ".uv" / "bin" / "uv"
URLS = {
    "users-db": "USERS_DATABASE_URL",
    "orders-db": "ORDERS_DATABASE_URL",
    "catalogue-db": "CATALOGUE_MONGO_URL",
}
POSTGRES = ("users-db", "orders-db")


@dataclass(frozen=True, kw_only=True, slots=True)
class Database:
    """A database as `status` tells it."""

    url: str
    engine: str
    version: str
    embedded: bool
    # Of a database of yours only its subgraph can tell.
    healthy: bool | None


class Databases:
    """Which of the three are embedded, and their life."""

    def __init__(self, layout: Layout, ports: Ports, supervisor: Supervisor) -> None:
        self._layout = layout
        self._ports = ports
        self._supervisor = supervisor
        self._mongod = shutil.which("mongod")
        self.given = {
            name: os.environ[variable]
            for name, variable in URLS.items()
            if os.environ.get(variable)
        }

    @property
    def embedded(self) -> list[str]:
        """The names of those that no URL names."""
        return [name for name in URLS if name not in self.given]

    @property
    def needs_ferretdb(self) -> bool:
        """Whether FerretDB stands in for a MongoDB."""
        return "catalogue-db" in self.embedded and not self._mongod

    def install(self) -> None:
        """Fetch what the embedded ones need; the engine and FerretDB side by side."""
        steps: list[Callable[[], object]] = []
        if self._clusters():
            steps.append(partial(install_engine, self._layout.engine))
        if self.needs_ferretdb:
            steps.append(partial(install_ferretdb, self._layout.cache, UV))
        side_by_side(steps)

    def start(self) -> None:
        """Have all embedded ones running; side by side."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._start_cluster, self._clusters()))
        if "catalogue-db" in self.embedded:
            self._start_mongo()

    def urls(self) -> dict[str, str]:
        """Each database's URL by the environment variable that carries it."""
        mongo = f"mongodb://127.0.0.1:{self._ports.of('catalogue-mongo')}/catalogue?directConnection=true"
        embedded = {name: self.cluster(name).url("shop") for name in POSTGRES}
        embedded |= {"catalogue-db": mongo}
        return {URLS[name]: self.given.get(name, embedded[name]) for name in URLS}

    def describe(self) -> dict[str, Database]:
        """What `status` shows; passwords left out."""
        urls = self.urls()
        found = {}
        for name, variable in URLS.items():
            engine, version = self._engine(name)
            found[name] = Database(
                url=without_password(urls[variable]),
                engine=engine,
                version=version,
                embedded=name in self.embedded,
                healthy=self._is_healthy(name) if name in self.embedded else None,
            )
        return found

    def _is_healthy(self, name: str) -> bool:
        return self.cluster(name).is_ready() if name in POSTGRES else self._mongo_answers()

    def _engine(self, name: str) -> tuple[str, str]:
        if name in self.given:
            return ("MongoDB" if name == "catalogue-db" else "PostgreSQL"), "not asked"
        if name in POSTGRES:
            return "PostgreSQL", _said(self.cluster(name).version)
        if self._mongod:
            return "MongoDB", _said(lambda: _first_line([str(self._mongod), "--version"]))
        return "FerretDB on DocumentDB", f"{VERSION.removeprefix('v')}"

    def _clusters(self) -> list[str]:
        return [name for name in self.embedded if name in POSTGRES or not self._mongod]

    def cluster(self, name: str) -> Cluster:
        password = secret(self._layout, "database-password")
        return of_checkout(self._layout, name, self._ports.of(name), password)

    def _start_cluster(self, name: str) -> None:
        found = self.cluster(name)
        found.create()
        self._supervisor.ensure(found.service())
        found.prepare()

    def _start_mongo(self) -> None:
        port, ready = self._ports.of("catalogue-mongo"), self._mongo_answers
        if self._mongod:
            service = mongod(self._mongod, self._layout.data / "mongo", port, ready)
        else:
            program = install_ferretdb(self._layout.cache, UV)
            url = self.cluster("catalogue-db").url()
            service = ferretdb(program, self._layout.state / "ferretdb", port, url, ready)
        self._supervisor.ensure(service)

    def _mongo_answers(self) -> bool:
        client: MongoClient[dict[str, object]] = MongoClient(
            "127.0.0.1", self._ports.of("catalogue-mongo"), serverSelectionTimeoutMS=500
        )
        try:
            client.admin.command("ping")
        except PyMongoError:
            return False
        finally:
            client.close()
        return True


def without_password(url: str) -> str:
    """The URL as it may be shown."""
    scheme, _, rest = url.partition("://")
    credentials, at, host = rest.rpartition("@")
    return f"{scheme}://{credentials.split(':')[0]}{at}{host}"


def _said(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except (Refusal, OSError, subprocess.SubprocessError):
        return "down"


def _first_line(argv: list[str]) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.splitlines()[0].removeprefix("db version ")


def data_folders(layout: Layout) -> list[Path]:
    """What `reset` throws away."""
    return [layout.data, layout.state / "ferretdb"]
