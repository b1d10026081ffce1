"""What operators read of a failed statement: its kind, its constraint and its place, no values."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from subgraphs.common.observe import configure_logs
from subgraphs.common.postgres import Database
from subgraphs.common.worker import repeating
from tests.shop import Subgraph, a_person
from tests.users.people import REGISTER, sql

NAME, EMAIL = "Ada Lovelace", "ada.lovelace@example.com"
ADD = text("insert into registrations values (:key, '', null)")


@pytest.fixture
async def database(users_database: str) -> AsyncIterator[Database]:
    """A database of people, and no service over it."""
    database = Database(users_database)
    yield database
    await database.close()


async def test_a_broken_constraint_is_logged_without_the_row(
    users: Subgraph, users_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Type, SQLSTATE, constraint and stack are; whose name it was is not."""
    await sql(users_database, "create unique index surprise on users (display_name)")
    for _ in range(2):
        answer = await users.ask(REGISTER, {"input": a_person(displayName=NAME)})
    assert answer.codes == ["INTERNAL"]
    logged = capsys.readouterr().out
    for known in (
        "UniqueViolationError",
        "23505",
        "constraint_name=surprise",
        "store/registrations.py",
    ):
        assert known in logged
    for private in (NAME, "DETAIL", "@example.com", "$argon2id$"):
        assert private not in logged


async def test_a_job_that_fails_is_logged_without_the_row(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also what the driver refuses before anything is sent: it quotes the value."""
    configure_logs("users-worker", "INFO")

    async def job() -> int:
        async with database.transaction() as connection:
            await connection.sqlalchemy.exec_driver_sql("select $1::int", (EMAIL,))
        return 0

    async with repeating(60, {"adding": job}):
        await asyncio.sleep(0.5)
    logged = capsys.readouterr().out
    assert "work_failed" in logged
    assert "asyncpg.exceptions.DataError" in logged
    assert EMAIL not in logged


async def test_a_servers_own_log_is_as_silent(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """uvicorn and asyncio log through the standard library."""
    configure_logs("users", "INFO")
    try:
        async with database.transaction() as connection:
            await connection.execute(text("select cast(:given as text)::int"), {"given": EMAIL})
    except DBAPIError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved")
    assert "sqlstate=22P02" in caplog.text
    assert EMAIL not in caplog.text


async def test_an_error_has_no_parameters_in_its_text(database: Database) -> None:
    """Wherever else it may be printed."""
    with pytest.raises(DBAPIError, match="insert into registrations") as failed:
        async with database.transaction() as connection:
            await connection.execute(ADD, {"key": EMAIL})
    assert "[SQL parameters hidden due to hide_parameters=True]" in str(failed.value)
