"""A database in trouble is unavailable, in our own code, and never a masked surprise."""

import pytest
from asyncpg import UndefinedTableError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from subgraphs.common.errors import BadUserInput, Unavailable
from subgraphs.common.postgres import Database, Prepared
from tests.databases import FreshDatabases


@pytest.mark.parametrize(
    ("state", "error"),
    [
        # No connection is left; the disk is full; somebody stops the server; it is starting.
        ("53300", Unavailable),
        ("53100", Unavailable),
        ("57P01", Unavailable),
        ("57P03", Unavailable),
        ("22021", BadUserInput),
        # The connection is gone.
        ("08006", Unavailable),
        # A mistake of ours is no trouble of the server's.
        ("42P01", (DBAPIError, UndefinedTableError)),
    ],
)
async def test_what_the_server_says_is_told_in_our_codes(
    fresh: FreshDatabases, state: str, error: type[Exception]
) -> None:
    """Trouble of the server may be tried again; a value it cannot store may not."""
    trouble = text(f"do $$ begin raise exception using errcode = '{state}'; end $$")
    with fresh.postgres("orders") as url:
        database = Database(url)
        with pytest.raises(error):
            async with database.read() as connection:
                await connection.execute(trouble)
        with pytest.raises(error):
            await database.fetch(Prepared(trouble))
        await database.close()
