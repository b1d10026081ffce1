"""The catalogue's steps run once, in order, one process at a time."""

import asyncio
from datetime import UTC, datetime, timedelta

from devstack.stack import Stack
from subgraphs.products.migrations.__main__ import LEASE, migrate
from subgraphs.products.migrations.steps import STEPS
from subgraphs.products.store import connect
from tests.databases import FreshDatabases


async def test_concurrent_migrations_record_each_step_once(
    fresh: FreshDatabases, stack: Stack
) -> None:
    """Three processes at once on an empty database: every step runs, and none twice."""
    with fresh.mongo(migrated=False) as url:
        databases = [connect(url) for _ in range(3)]
        await asyncio.gather(*(migrate(database) for database in databases))
        done = [step["_id"] async for step in databases[0].migrations.find().sort("_id", 1)]
        assert done == list(STEPS)
        for database in databases:
            database.client.close()


async def test_the_lock_of_a_dead_process_ends(fresh: FreshDatabases, stack: Stack) -> None:
    """A lease that ran out is taken over, so a crash in a migration does not need a person."""
    with fresh.mongo() as url:
        database = connect(url)
        lapsed = datetime.now(UTC) - LEASE - timedelta(seconds=1)
        await database.migrations.insert_one({"_id": "lock", "holder": "dead", "until": lapsed})
        async with asyncio.timeout(5):
            await migrate(database)
        assert await database.migrations.find_one({"_id": "lock"}) is None
        database.client.close()
