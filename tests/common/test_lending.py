"""Connections are lent to one store method after another, never more of them than there may be."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from asyncpg import UndefinedTableError
from asyncpg.transaction import Transaction
from sqlalchemy import func, select, text

from subgraphs.common.errors import Unavailable
from subgraphs.common.postgres import Database, Prepared
from subgraphs.common.postgres.connection import PING_SECONDS, Connection
from subgraphs.common.postgres.lending import OLDEST_SECONDS, TRUSTED_SECONDS
from tests.common.wire import Wire
from tests.users.people import sql

SIZE = 3
WHO = Prepared(select(func.pg_backend_pid().label("pid")))
NAP = Prepared(text("select pg_sleep(0.05), pg_backend_pid()"))
SLEEP = Prepared(text("select pg_sleep(20)"))
WRONG = Prepared(text("select * from nowhere"))
MARK = text("insert into deletions (viewer_id, key, user_id) values (:by, 'k', gen_random_uuid())")
MARK_PREPARED = Prepared(MARK)
MARKS = "select viewer_id from deletions order by viewer_id"
OPEN = (
    "select pid from pg_stat_activity "
    "where datname = current_database() and pid <> pg_backend_pid()"
)
SLEEPING = OPEN + " and query like 'select pg_sleep%' and state = 'active'"


@pytest.fixture
async def database(users_database: str) -> AsyncIterator[Database]:
    """A database that three may use at a time."""
    database = Database(users_database, pool_size=SIZE)
    yield database
    await database.close()


async def pid(database: Database) -> int:
    """The server process of whichever connection is lent next."""
    found: int = (await database.fetch_one(WHO)).pid
    return found


async def test_no_more_connections_than_there_may_be(
    database: Database, users_database: str
) -> None:
    """However many ask at once; each is answered, by one of the three."""
    await asyncio.gather(*(database.fetch(NAP) for _ in range(40)))
    assert len(await sql(users_database, OPEN)) == SIZE


async def test_one_after_the_other_use_one_connection(database: Database) -> None:
    """The one that was given back last; the others may be let go of."""
    assert len({await pid(database) for _ in range(5)}) == 1


async def test_who_waits_too_long_for_a_connection_is_told(database: Database) -> None:
    """In two seconds, as a dependency that is not available; and the next one is served."""

    async def hold() -> None:
        async with database.read():
            await asyncio.sleep(3)

    holding = [asyncio.create_task(hold()) for _ in range(SIZE)]
    await asyncio.sleep(0.5)
    started = time.monotonic()
    with pytest.raises(Unavailable, match="Too many"):
        await database.ping()
    assert 1.9 < time.monotonic() - started < 2.5
    await asyncio.gather(*holding)
    await database.ping()


async def test_who_waits_gets_the_next_connection(database: Database) -> None:
    """As soon as it is given back."""
    holding = [asyncio.create_task(database.fetch(NAP)) for _ in range(SIZE)]
    await asyncio.sleep(0.01)
    started = time.monotonic()
    await database.ping()
    assert time.monotonic() - started < 1
    await asyncio.gather(*holding)


async def test_connections_the_server_has_closed_are_replaced(
    database: Database, users_database: str
) -> None:
    """No request fails because the server was started again since the last one."""
    await asyncio.gather(*(database.fetch(NAP) for _ in range(SIZE)))
    before = await sql(users_database, OPEN)
    for row in before:
        await sql(users_database, "select pg_terminate_backend(:pid)", pid=row.pid)
    await asyncio.sleep(0.2)
    after = {await pid(database) for _ in range(SIZE)}
    assert after.isdisjoint(row.pid for row in before)


async def test_a_connection_that_rested_is_asked_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that does not answer is replaced; nobody sees it."""
    asked: list[Connection] = []

    async def is_silent(connection: Connection) -> bool:
        asked.append(connection)
        return False

    first = await pid(database)
    monkeypatch.setattr(Connection, "answers", is_silent)
    assert await pid(database) == first
    await asyncio.sleep(TRUSTED_SECONDS + 0.1)
    assert await pid(database) != first
    assert len(asked) == 1


async def test_silent_connections_cost_one_short_ping(users_database: str) -> None:
    """Of eight that rest one is asked; all are replaced, and none is missing afterwards."""
    async with Wire.to(users_database) as wire:
        database = Database(wire.url, pool_size=8)
        await asyncio.gather(*(database.fetch(NAP) for _ in range(8)))
        assert wire.opened == 8
        await asyncio.sleep(TRUSTED_SECONDS + 0.1)
        wire.silence()
        started = time.monotonic()
        await database.ping()
        assert PING_SECONDS <= time.monotonic() - started < PING_SECONDS + 0.5
        together = asyncio.Barrier(8)

        async def hold() -> None:
            async with database.read():
                await together.wait()

        async with asyncio.timeout(2):
            await asyncio.gather(*(hold() for _ in range(8)))
        await database.close()


async def test_an_old_connection_is_replaced(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After half an hour, when it has rested."""
    first = await pid(database)
    monkeypatch.setattr(Connection, "age", OLDEST_SECONDS + 1)
    await asyncio.sleep(TRUSTED_SECONDS + 0.1)
    assert await pid(database) != first


async def test_an_old_connection_that_never_rests_is_replaced(
    database: Database, users_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It serves whoever has it, and is not lent again; its place is free for a new one."""
    first = await pid(database)
    with monkeypatch.context() as half_an_hour_later:
        half_an_hour_later.setattr(Connection, "age", OLDEST_SECONDS + 1)
        assert await pid(database) == first
    second = await pid(database)
    assert second != first
    assert await pid(database) == second
    await asyncio.gather(*(database.fetch(NAP) for _ in range(2 * SIZE)))
    assert len(await sql(users_database, OPEN)) == SIZE


async def test_who_is_cut_off_leaves_nothing_behind(
    database: Database, users_database: str
) -> None:
    """Its statement ends at the server, what it wrote is undone, and its place is free again."""

    async def write_and_wait() -> None:
        async with database.transaction() as connection:
            await connection.run(MARK_PREPARED, {"by": "cut off"})
            await connection.fetch(SLEEP)

    for _ in range(SIZE + 1):
        cut_off = asyncio.create_task(write_and_wait())
        await asyncio.sleep(0.3)
        assert len(await sql(users_database, SLEEPING)) == 1
        cut_off.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cut_off
        await asyncio.sleep(0.5)
        assert await sql(users_database, SLEEPING) == []
    await asyncio.gather(*(database.fetch(NAP) for _ in range(2 * SIZE)))
    assert await sql(users_database, MARKS) == []
    assert len(await sql(users_database, OPEN)) <= SIZE


async def test_a_connection_that_was_cut_off_is_not_lent_again(
    database: Database, users_database: str
) -> None:
    """Nobody knows what is still on its way over it."""
    first = await pid(database)
    cut_off = asyncio.create_task(database.fetch(SLEEP))
    await asyncio.sleep(0.3)
    assert [row.pid for row in await sql(users_database, SLEEPING)] == [first]
    cut_off.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut_off
    assert await pid(database) != first


async def test_a_statement_that_takes_too_long_is_given_up(database: Database) -> None:
    """Before the router gives up itself, as a dependency that is not available."""
    started = time.monotonic()
    with pytest.raises(Unavailable, match="does not answer"):
        await database.fetch(SLEEP)
    assert 2 < time.monotonic() - started < 3
    await asyncio.gather(*(database.ping() for _ in range(SIZE)))


async def test_both_kinds_of_statements_are_one_transaction(
    database: Database, users_database: str
) -> None:
    """What SQLAlchemy writes, such as the outbox, is there when what is prepared is."""

    async def write(then: Exception | None) -> None:
        async with database.transaction() as connection:
            await connection.run(MARK_PREPARED, {"by": "prepared"})
            await connection.execute(MARK, {"by": "sqlalchemy"})
            if then is not None:
                raise then

    with pytest.raises(LookupError):
        await write(LookupError())
    assert await sql(users_database, MARKS) == []
    await write(None)
    assert [row[0] for row in await sql(users_database, MARKS)] == ["prepared", "sqlalchemy"]


async def test_an_error_costs_no_connection(database: Database) -> None:
    """A mistake of ours is raised as it is; the connection is as good as before."""
    first = await pid(database)
    with pytest.raises(UndefinedTableError):
        await database.fetch(WRONG)
    with pytest.raises(UndefinedTableError):
        async with database.transaction() as connection:
            await connection.fetch(WRONG)
    assert await pid(database) == first


async def test_a_connection_that_is_closed_anyway_is_sent_no_rollback(
    database: Database, users_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a timeout the server rolls back when the connection ends; nobody waits for more."""
    asked: list[Transaction] = []

    async def rollback(transaction: Transaction) -> None:
        asked.append(transaction)

    async def write_and_time_out() -> None:
        async with database.transaction() as connection:
            await connection.run(MARK_PREPARED, {"by": "timed out"})
            raise TimeoutError

    first = await pid(database)
    monkeypatch.setattr(Transaction, "rollback", rollback)
    with pytest.raises(Unavailable):
        await write_and_time_out()
    assert asked == []
    assert await pid(database) != first
    assert await sql(users_database, MARKS) == []


async def test_a_connection_on_which_nothing_begins_is_not_lent_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the server said to it."""
    first = await pid(database)

    async def start(_: Transaction) -> None:
        raise UndefinedTableError

    async def write() -> None:
        async with database.transaction() as connection:
            await connection.run(MARK_PREPARED, {"by": "nobody"})

    monkeypatch.setattr(Transaction, "start", start)
    with pytest.raises(UndefinedTableError):
        await write()
    assert await pid(database) != first


async def test_a_server_that_is_away_is_unavailable() -> None:
    """Nobody waits for it, and no place is lost."""
    database = Database("postgresql://nobody@127.0.0.1:1/nowhere", pool_size=1)
    for _ in range(2):
        with pytest.raises(Unavailable, match="does not answer"):
            await database.ping()
    await database.close()


async def test_nothing_is_open_once_it_is_closed(database: Database, users_database: str) -> None:
    """Neither what rested nor what was being let go of."""
    await asyncio.gather(*(database.fetch(NAP) for _ in range(SIZE)))
    await database.close()
    await asyncio.sleep(0.1)
    assert await sql(users_database, OPEN) == []
