"""Buyers, and products to buy, of the running shop."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from devstack.stack import Stack
from subgraphs.common.postgres import Database
from subgraphs.products.domain import Product
from subgraphs.products.store import CatalogueStore, StockStore, connect
from tests.builders import a_product
from tests.shop import Subgraph


class Shelf:
    """Puts products of a test's own into the running catalogue, and counts them."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def sell(self, available: int = 10, **special: object) -> Product:
        """A product nobody else buys."""
        database = connect(self._url)
        product = a_product(**special)
        await StockStore(database).add_if_absent(product.id, available)
        await CatalogueStore(database).add_if_absent(product)
        database.client.close()
        return product

    async def count(self, product: Product) -> tuple[int, int]:
        """Pieces for sale, and pieces held for orders that are not settled."""
        database = connect(self._url)
        stock = (await StockStore(database).stock_by_product([product.id]))[product.id]
        database.client.close()
        return stock.available, stock.reserved


@pytest.fixture
def shelf(stack: Stack) -> Shelf:
    """The running catalogue."""
    return Shelf(stack.databases.urls()["CATALOGUE_MONGO_URL"])


class Tables:
    """The database of the orders subgraph in this process, as it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, statement: str, **values: object) -> tuple[object, ...]:
        """The only row of a query."""
        async with self._database.read() as connection:
            return tuple((await connection.execute(text(statement), values)).one())

    async def change(self, statement: str, **values: object) -> None:
        """Have it otherwise, as no operation could."""
        async with self._database.read() as connection:
            await connection.execute(text(statement), values)

    async def hold(self, statement: str, seconds: float, **values: object) -> None:
        """Stand still for so long in a transaction, behind a statement of it."""
        async with self._database.transaction() as connection:
            await connection.execute(text(statement), values)
            await asyncio.sleep(seconds)

    async def holding(self, words: str) -> list[str]:
        """The tables in which *words* stand, in whatever column, as text or as bytes."""
        public = "select string_agg(relname, ',') from pg_stat_user_tables"
        names = str((await self.one(public))[0]).split(",")
        found = "select count(*) from {} t where t::text ~ :words or t::text ~ :bytes"
        wanted = {"words": words, "bytes": words.encode().hex()}
        counts = {name: await self.one(found.format(name), **wanted) for name in names}
        return [name for name, (count,) in counts.items() if count]


@pytest.fixture
async def tables(orders: Subgraph) -> AsyncIterator[Tables]:
    """What the orders subgraph in this process has written."""
    database = Database(os.environ["ORDERS_DATABASE_URL"])
    yield Tables(database)
    await database.close()
