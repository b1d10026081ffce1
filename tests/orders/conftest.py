"""Buyers, and products to buy, of the running shop."""

import pytest

from devstack.stack import Stack
from subgraphs.products.domain import Product
from subgraphs.products.store import CatalogueStore, StockStore, connect
from tests.builders import a_product


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
