"""A catalogue of the test's own, written through the real stores."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from devstack.stack import Stack
from subgraphs.products.domain import HOLD_TTL, Product
from subgraphs.products.service import StockService, SweepService
from subgraphs.products.store import (
    CatalogueStore,
    Database,
    HistoryStore,
    ReservationStore,
    StockStore,
    connect,
)
from tests.databases import FreshDatabases


class Catalogue:
    """The stores over one database, and a way to put something on sale."""

    def __init__(self, url: str, database: Database, ttl: timedelta = HOLD_TTL) -> None:
        self.url = url
        self.database = database
        self.products = CatalogueStore(database)
        self.stock = StockStore(database)
        self.reservations = ReservationStore(database, ttl)
        self.history = HistoryStore(database)
        self.service = StockService(self.products, self.stock, self.reservations)
        self.sweep = SweepService(self.service, self.stock, self.reservations, self.history, ttl)

    async def sell(self, product: Product, available: int = 10) -> Product:
        """Put the product on sale."""
        await self.stock.add_if_absent(product.id, available)
        await self.products.add_if_absent(product)
        return product

    async def available(self, product: Product) -> int:
        """How many pieces can be bought now."""
        return (await self.stock.stock_by_product([product.id]))[product.id].available


@pytest.fixture
def catalogue(fresh: FreshDatabases, stack: Stack) -> Iterator[Catalogue]:
    """An empty catalogue, migrated."""
    with fresh.mongo() as url:
        database = connect(url)
        yield Catalogue(url, database)
        database.client.close()


@pytest.fixture
def hasty(catalogue: Catalogue) -> Catalogue:
    """The same catalogue, where a hold lapses at once."""
    return Catalogue(catalogue.url, catalogue.database, timedelta(0))
