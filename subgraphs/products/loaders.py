"""Lookups by key, one batch per request and kind."""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaders:
    """The dataloaders of one request."""

    product_by_id: KeyLoader[ProductId, Product]
    product_by_sku: KeyLoader[Sku, Product]
    product_by_slug: KeyLoader[str, Product]
    stock_by_product: KeyLoader[ProductId, Stock]
    changes_by_product: KeyLoader[HistoryPage, Sequence[StockChange]]
    category_by_id: KeyLoader[CategoryId, Category]
    categories_by_parent: KeyLoader[ParentId, Sequence[Category]]

    @classmethod
    def over(cls, catalogue: CatalogueStore, stock: StockStore, history: HistoryStore) -> "Loaders":
        """A fresh set, with nothing cached."""
        return cls(
            product_by_id=load_by_key(catalogue.products_by_id),
            product_by_sku=load_by_key(catalogue.products_by_sku),
            product_by_slug=load_by_key(catalogue.products_by_slug),
            stock_by_product=load_by_key(stock.stock_by_product),
            changes_by_product=load_by_key(history.pages),
            category_by_id=load_by_key(catalogue.categories_by_id),
            categories_by_parent=load_by_key(catalogue.categories_by_parent),
        )
