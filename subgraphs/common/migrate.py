"""Alembic run the same way for each PostgreSQL subgraph: forward only, one process at a time."""

import asyncio
from pathlib import Path

from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

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
# Between two tries for it.
LOCK_SECONDS = 0.5
# Whoever wants a table after us waits behind us: so long may the shop stand still. A migration that
# does not get a table in that time fails, and may simply be started again.
TABLE_LOCK = "5s"


def upgrade(url: str, folder: Path, revision: str = "head") -> None:
    """Bring the database at *url* to *revision* of those in *folder*, if it is not there yet.

    Each revision is a transaction of its own, and takes as long as it takes. Another process that
    migrates the same database is waited for.
    """
    asyncio.run(_upgrade(url, folder, revision))


async def _upgrade(url: str, folder: Path, revision: str) -> None:
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            await _be_the_only_one(connection)
            await connection.run_sync(_run_alembic, folder, revision)
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    """No statement of a migration is cut off; the services' own engine does so after seconds."""
    return create_async_engine(
        "postgresql+asyncpg://" + url.split("://", 1)[1],
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={
            "server_settings": {
                "statement_timeout": "0",
                "lock_timeout": TABLE_LOCK,
                "timezone": "UTC",
            }
        },
    )


async def _be_the_only_one(connection: AsyncConnection) -> None:
    """Take the lock, however long another process has it; it ends with the connection.

    Asked for again and again instead of waited for: a statement that waits is cut off by
    `lock_timeout`, and an index that another process builds concurrently waits for it in turn.
    """
    take = text("select pg_try_advisory_lock(:lock)")
    while not await connection.scalar(take, {"lock": LOCK}):
        await connection.commit()
        await asyncio.sleep(LOCK_SECONDS)
    await connection.commit()


def _run_alembic(connection: Connection, folder: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def run_environment(metadata: MetaData) -> None:
    """What a subgraph's `env.py` calls: run on the connection that `upgrade` opened."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        # What a revision does outside of transactions must not commit the ones before it half-way.
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def build_index(name: str, definition: str) -> None:
    """In a revision: build an index while its table is written to; built already, it stays.

    *definition* is what follows `on`. Commits what the revision did so far, so it belongs into one
    that does nothing else.
    """
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        # It waits for transactions that are older than it, and nobody waits for it.
        connection.execute(text("set lock_timeout = 0"))
        # Left by a build that was interrupted: it is written to and never read.
        leftover = text(
            "select 1 from pg_index where indexrelid = to_regclass(:name) and not indisvalid"
        )
        if connection.scalar(leftover, {"name": name}):
            connection.execute(text(f"drop index concurrently {name}"))
        connection.execute(text(f"create index concurrently if not exists {name} on {definition}"))
        connection.execute(text("reset lock_timeout"))
