"""Alembic run the same way for each PostgreSQL subgraph: forward only, one process at a time."""

import asyncio
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text

from subgraphs.common.postgres import Database

# Names make a violated constraint tellable and a migration writable.
NAMING = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
# Any number, as long as every migration of one database takes the same lock.
LOCK = 4_201_337


def upgrade(url: str, folder: Path) -> None:
    """Bring the database at *url* to the newest revision in *folder*, if it is not there yet."""
    asyncio.run(_upgrade(url, folder))


async def _upgrade(url: str, folder: Path) -> None:
    database = Database(url)
    try:
        async with database.transaction() as connection:
            # Ends with the transaction, so a process killed here leaves no lock behind.
            await connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            await connection.run_sync(_run_alembic, folder)
    finally:
        await database.engine.dispose()


def _run_alembic(connection: Connection, folder: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def run_environment(metadata: MetaData) -> None:
    """What a subgraph's `env.py` calls: run on the connection that `upgrade` opened."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()
