"""Lookups by key, one batch per request and kind."""

from collections.abc import Sequence
from functools import cached_property

from subgraphs.common.loaders import KeyLoader, load_by_key
from subgraphs.products.domain import (
    Category,
    CategoryId,
    HistoryPage,
    Product,
    ProductId,
    Sku,
    Stock,
    StockChange,
)
from subgraphs.products.store import CatalogueStore, HistoryStore, ParentId, StockStore


class Loaders:
    """The dataloaders of one request, each made when it is first asked for."""

    def __init__(self, catalogue: CatalogueStore, stock: StockStore, history: HistoryStore) -> None:
        self._catalogue = catalogue
        self._stock = stock
        self._history = history

    @cached_property
    def product_by_id(self) -> KeyLoader[ProductId, Product]:
        return load_by_key(self._catalogue.products_by_id)

    @cached_property
    def product_by_sku(self) -> KeyLoader[Sku, Product]:
        return load_by_key(self._catalogue.products_by_sku)

    @cached_property
    def product_by_slug(self) -> KeyLoader[str, Product]:
        return load_by_key(self._catalogue.products_by_slug)

    @cached_property
    def stock_by_product(self) -> KeyLoader[ProductId, Stock]:
        return load_by_key(self._stock.stock_by_product)

    @cached_property
    def changes_by_product(self) -> KeyLoader[HistoryPage, Sequence[StockChange]]:
        return load_by_key(self._history.pages)

    @cached_property
    def category_by_id(self) -> KeyLoader[CategoryId, Category]:
        return load_by_key(self._catalogue.categories_by_id)

    @cached_property
    def categories_by_parent(self) -> KeyLoader[ParentId, Sequence[Category]]:
        return load_by_key(self._catalogue.categories_by_parent)
