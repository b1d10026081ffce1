"""A statement made once says and finds what SQLAlchemy would have said and found."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from subgraphs.common.postgres import Database, Prepared
from subgraphs.orders.store.moving import moving
from subgraphs.orders.tables import metadata as of_orders
from subgraphs.users.tables import metadata as of_users
from tests.databases import FreshDatabases

TABLES = {
    f"{name}.{table.name}": (name, table)
    for name, metadata in {"users": of_users, "orders": of_orders}.items()
    for table in metadata.sorted_tables
}
# By the most special class first: a JSONB of each kind, a price with its last zero.
SAMPLES: dict[Any, list[Any]] = {
    Uuid: [uuid.UUID("018f8f5e-0000-7000-8000-000000000001")],
    Numeric: [Decimal("12.50"), Decimal("7.00")],
    DateTime: [
        datetime(2026, 11, 21, 23, 59, 59, 123456, tzinfo=UTC),
        # Written in another zone, read in ours.
        datetime.fromisoformat("2026-01-01T00:00:00+05:30"),
    ],
    Interval: [timedelta(days=2, microseconds=7)],
    Boolean: [True, False],
    SmallInteger: [7],
    BigInteger: [2**53 + 1],
    Integer: [42],
    LargeBinary: [b"\x00\xff"],
    ARRAY: [["CUSTOMER", 'with "quotes", and {braces}'], []],
    JSONB: [{"a": [1, None, "ü"], "b": {"c": 1.5}}, [], "words", None],
    String: ["Zoë O'Neill \\ \U0001f600", ""],
}


@pytest.mark.parametrize("name", TABLES)
async def test_every_column_is_written_and_read_as_by_sqlalchemy(
    fresh: FreshDatabases, name: str
) -> None:
    """The same values of the same classes, by the same names, in every table there is."""
    subgraph, table = TABLES[name]
    add = Prepared(insert(table), *table.columns.keys())
    found_prepared = Prepared(select(table))
    with fresh.postgres(subgraph) as url:
        database = Database(url)
        for row in _rows(table):
            async with database.transaction() as connection:
                # Rows of no other table: references are not looked at.
                await connection.execute(text("set local session_replication_role = replica"))
                await connection.run(add, row)
                prepared = await connection.fetch_one(found_prepared)
                made = (await connection.execute(select(table))).one()._asdict()
                same = {column.name: getattr(prepared, column.name) for column in table.columns}
                assert same == made
                assert _classes(same) == _classes(made)
                await connection.execute(table.delete())
                await connection.execute(insert(table), row)
                assert await connection.fetch_one(found_prepared) == prepared
                await connection.execute(table.delete())
        await database.close()


async def test_what_is_given_has_its_place(users_database: str) -> None:
    """A parameter named twice is given once; a constant is not given at all."""
    twice = bindparam("twice", type_=Integer)
    sums = Prepared(select((twice * 10 + literal(3) + twice).label("sum"), literal("x").label("x")))
    database = Database(users_database)
    row = await database.fetch_one(sums, {"twice": 4})
    assert (row.sum, row.x) == (47, "x")
    with pytest.raises(KeyError, match="twice"):
        await database.fetch_one(sums, {})
    await database.close()


def test_a_statement_of_changing_length_is_not_prepared() -> None:
    """IN has a parameter for each value, so its text changes with them."""
    users = of_users.tables["users"]
    with pytest.raises(TypeError, match="ANY"):
        Prepared(select(users).where(users.c.status.in_(["ACTIVE", "LOCKED"])))


def test_a_value_python_would_make_is_not_prepared() -> None:
    """A default is made once a row; what is prepared is made once."""
    made = Table("made", MetaData(), Column("id", Uuid, default=uuid.uuid4), Column("name", Text))
    with pytest.raises(TypeError, match="default"):
        Prepared(insert(made), "name")


@pytest.mark.parametrize("made", [insert, update])
def test_a_column_that_is_no_parameter_is_not_prepared(made: Callable[[Table], Any]) -> None:
    """Misspelt, or set to something else already, it would not be written."""
    statement = made(of_users.tables["users"])
    with pytest.raises(TypeError, match="no parameter nmae"):
        Prepared(statement, "id", "email", "nmae")
    with pytest.raises(TypeError, match="no parameter email"):
        Prepared(statement.values(email="constant"), "id", "name", "email")


def test_a_misspelt_column_moves_no_order() -> None:
    """Every transition is written by a statement made of the names of its columns."""
    with pytest.raises(TypeError, match="no parameter verison"):
        moving(("state", "verison"), is_settled=True, is_leased=False, is_tried_again=False)


@pytest.mark.parametrize(
    "statement",
    [
        select(bindparam("size", 5, Integer)),
        select(bindparam("size", None, Integer)),
        text("select :size").bindparams(size=5),
    ],
)
def test_a_parameter_with_a_value_is_not_prepared(statement: Any) -> None:
    """What is given by its name would be passed over."""
    with pytest.raises(TypeError, match="size has a name and a value"):
        Prepared(statement)


def test_more_may_be_given_than_is_named() -> None:
    """One row serves several statements."""
    assert Prepared(select(bindparam("size", type_=Integer))).arguments({"size": 5, "no": 1}) == [5]


async def test_more_rows_than_one_are_no_row(users_database: str) -> None:
    """Whoever asks for the only row is told when it is not."""
    several = Prepared(text("select generate_series(1, 2)"))
    database = Database(users_database)
    with pytest.raises(LookupError, match="2 rows"):
        await database.fetch_one(several)
    await database.close()


def _rows(table: Table) -> list[dict[str, Any]]:
    """Rows in which each column has each of its samples, and one in which all that may be is
    null."""
    samples = {column.name: _samples(column) for column in table.columns}
    most = max(len(each) for each in samples.values())
    rows = [{key: each[i % len(each)] for key, each in samples.items()} for i in range(most)]
    nulls = {column.name: None for column in table.columns if column.nullable}
    if "acquired_at" in nulls:
        # Of a lease both or neither is there.
        rows = [row | {"acquired_at": SAMPLES[DateTime][0]} for row in rows]
    return [*rows, rows[0] | nulls]


def _samples(column: Column[Any]) -> list[Any]:
    found = next(each for kind, each in SAMPLES.items() if isinstance(column.type, kind))
    return [each for each in found if each is not None or column.nullable]


def _classes(row: dict[str, Any]) -> dict[str, type]:
    return {key: type(value) for key, value in row.items()}
