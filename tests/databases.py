"""Databases of a test's own: made by the real migrations once, copied for each test."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from pymongo import MongoClient

from devstack.layout import ROOT
from devstack.stack import Stack
from subgraphs.common.migrate import upgrade
from subgraphs.products.migrations.__main__ import migrate
from subgraphs.products.store import connect

_numbers = count(1)


class FreshDatabases:
    """PostgreSQL databases are copies of a migrated one; MongoDB's are migrated one by one."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._templates: set[str] = set()

    @contextmanager
    def postgres(self, subgraph: str, *, migrated: bool = True) -> Iterator[str]:
        """The URL of an empty database of *subgraph*."""
        cluster = self._stack.databases.cluster(f"{subgraph}-db")
        template = f"template_{subgraph}"
        if migrated and subgraph not in self._templates:
            cluster.sql(f"create database {template}")
            in_a_thread(upgrade, cluster.url(template), migrations(subgraph))
            self._templates.add(subgraph)
        name = f"test_{next(_numbers)}"
        cluster.sql(f"create database {name}" + f" template {template}" * migrated)
        yield cluster.url(name)
        cluster.sql(f"drop database {name} with (force)")

    @contextmanager
    def mongo(self, *, migrated: bool = True) -> Iterator[str]:
        """The URL of an empty catalogue database."""
        port = self._stack.ports.of("catalogue-mongo")
        name = f"test_{next(_numbers)}"
        url = f"mongodb://127.0.0.1:{port}/{name}?directConnection=true"
        if migrated:
            migrate_mongo(url)
        yield url
        with MongoClient[dict[str, object]]("127.0.0.1", port) as client:
            client.drop_database(name)


def migrations(subgraph: str) -> Path:
    """Where the migrations of a PostgreSQL subgraph are."""
    return ROOT / "subgraphs" / subgraph / "migrations"


def migrate_mongo(url: str) -> None:
    """Run the catalogue's steps."""

    async def run() -> None:
        database = connect(url)
        await migrate(database)
        database.client.close()

    in_a_thread(asyncio.run, run())


def in_a_thread(call: Callable[..., object], *arguments: object) -> None:
    """Migrations bring an event loop of their own, which one that runs does not allow."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(call, *arguments).result()
