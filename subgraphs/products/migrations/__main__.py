"""Runs the steps that have not run, one process at a time."""

import asyncio
import os
import socket
from datetime import UTC, datetime, timedelta

from pydantic import Field, MongoDsn
from pydantic_settings import BaseSettings, SettingsConfigDict
from pymongo.errors import DuplicateKeyError

from subgraphs.common.settings import load
from subgraphs.products.migrations.steps import STEPS
from subgraphs.products.store import Database, connect

# MongoDB has no advisory locks. A lease that a dead process leaves behind must end by itself.
LEASE = timedelta(seconds=60)
POLL_SECONDS = 0.2


class Settings(BaseSettings):
    """A migration needs the database and nothing else."""

    model_config = SettingsConfigDict(env_prefix="PRODUCTS_", frozen=True)

    mongo_url: MongoDsn = Field(validation_alias="CATALOGUE_MONGO_URL")


async def migrate(database: Database) -> None:
    """Run what is missing, each step recorded when done; a step must survive being repeated."""
    holder = f"{socket.gethostname()}:{os.getpid()}"
    while not await _take_lock(database, holder):  # noqa: ASYNC110 - the lock is in the database
        await asyncio.sleep(POLL_SECONDS)
    try:
        done = {step["_id"] async for step in database.migrations.find({"_id": {"$ne": "lock"}})}
        for name, step in STEPS.items():
            if name not in done:
                await step(database)
                await database.migrations.insert_one({"_id": name, "ran_at": datetime.now(UTC)})
    finally:
        await database.migrations.delete_one({"_id": "lock", "holder": holder})


async def _take_lock(database: Database, holder: str) -> bool:
    now = datetime.now(UTC)
    lease = {"$set": {"holder": holder, "until": now + LEASE}}
    try:
        # The lapsed lease is renewed; no lease is inserted; a living one makes the upsert collide.
        taken = await database.migrations.update_one(
            {"_id": "lock", "until": {"$lt": now}}, lease, upsert=True
        )
    except DuplicateKeyError:
        return False
    return bool(taken.modified_count or taken.upserted_id)


async def main() -> None:
    """Migrate the database the environment names."""
    database = connect(str(load(Settings).mongo_url))
    await migrate(database)
    database.client.close()


if __name__ == "__main__":
    asyncio.run(main())
