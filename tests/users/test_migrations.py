"""A migration takes the time it needs, alone, and the shop goes on meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from subgraphs.common.migrate import LOCK, upgrade
from tests.databases import FreshDatabases, migrations
from tests.users.people import sql

USERS = migrations("users")
BUILT = {
    "ix_users_created_at_id",
    "ix_users_email_folded_trigrams",
    "ix_users_display_name_trigrams",
    "ix_registrations_user_id",
    "ix_sessions_ended_at",
}
ADD = """insert into users (id, email, email_folded, display_name, password_hash, roles, status)
values (gen_random_uuid(), '{0}', '{0}', 'Ada', '', '{{}}', 'ACTIVE')"""
ENVIRONMENT = """from sqlalchemy import MetaData
from subgraphs.common.migrate import run_environment
run_environment(MetaData())"""
SLOW = """from alembic import op
revision, down_revision = "0001", None
def upgrade():
    op.execute("select pg_sleep(3)")"""


@pytest.fixture
def empty(fresh: FreshDatabases) -> Iterator[str]:
    """The URL of a database no migration has seen."""
    with fresh.postgres("users", migrated=False) as url:
        yield url


@asynccontextmanager
async def transaction(url: str) -> AsyncIterator[AsyncConnection]:
    """One that somebody else has open."""
    engine = create_async_engine("postgresql+asyncpg://" + url.split("://", 1)[1])
    async with engine.begin() as connection:
        yield connection
    await engine.dispose()


async def migrated(url: str, revision: str = "head", folder: Path = USERS) -> None:
    """Migrations have an event loop of their own."""
    await asyncio.to_thread(upgrade, url, folder, revision)


async def indexes(url: str) -> set[str]:
    """Those that can be used."""
    rows = await sql(url, "select indexrelid::regclass::text as n from pg_index where indisvalid")
    return {row.n for row in rows}


async def test_a_statement_may_take_longer_than_a_request(empty: str, tmp_path: Path) -> None:
    """Services cut theirs off after 2.5 s; a table of millions takes longer to change."""
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(ENVIRONMENT)
    (tmp_path / "versions" / "slow.py").write_text(SLOW)
    await migrated(empty, folder=tmp_path)
    assert [row.version_num for row in await sql(empty, "select * from alembic_version")] == [
        "0001"
    ]


async def test_another_migration_is_waited_for(empty: str) -> None:
    """Also longer than for a table: replicas start together, and one of them does the work."""
    async with transaction(empty) as other:
        await other.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        waiting = asyncio.create_task(migrated(empty))
        await asyncio.sleep(6)
        assert not waiting.done()
    async with asyncio.timeout(20):
        await waiting
    assert await indexes(empty) >= BUILT


async def test_replicas_that_start_together_migrate_once(empty: str) -> None:
    """Building an index concurrently waits for every other statement; none waits for the lock."""
    async with asyncio.timeout(30):
        await asyncio.gather(*(migrated(empty) for _ in range(3)))
    assert await indexes(empty) >= BUILT


async def test_a_table_is_waited_for_so_long_and_no_longer(empty: str) -> None:
    """Everybody who wants the table waits behind a migration: it gives up, and may be repeated."""
    await migrated(empty, "0001")
    async with transaction(empty) as report:
        await report.execute(text("select * from users"))
        began = time.monotonic()
        with pytest.raises(DBAPIError, match="lock timeout"):
            await migrated(empty)
        assert 4 < time.monotonic() - began < 10
    await migrated(empty)


async def test_people_sign_in_while_an_index_is_built(empty: str) -> None:
    """The build waits for a transaction that is open; others write to the table meanwhile."""
    await migrated(empty, "0002")
    async with transaction(empty) as registering:
        await registering.execute(text(ADD.format("ada@example.com")))
        building = asyncio.create_task(migrated(empty))
        await is_building(empty)
        async with asyncio.timeout(2):
            await sql(empty, ADD.format("bob@example.com"))
            await sql(empty, "update users set updated_at = now() where email like 'bob%'")
        assert not building.done()
    async with asyncio.timeout(20):
        await building
    assert await indexes(empty) >= BUILT


async def is_building(url: str) -> None:
    """Wait until an index is being built."""
    for _ in range(100):
        if await sql(url, "select 1 from pg_stat_progress_create_index"):
            return
        await asyncio.sleep(0.1)
    pytest.fail("no index was built")


async def test_an_interrupted_build_is_done_again(users_database: str) -> None:
    """An index that was not finished is dropped first; one that was stays."""
    await sql(
        users_database,
        "update pg_index set indisvalid = false "
        "where indexrelid = 'ix_users_email_folded_trigrams'::regclass",
    )
    await sql(users_database, "drop index ix_registrations_user_id")
    await sql(users_database, "update alembic_version set version_num = '0002'")
    await migrated(users_database)
    assert await indexes(users_database) >= BUILT
