"""The catalogue database: one store for what is sold, one for how much of it is there."""

from subgraphs.products.store.catalogue import CatalogueStore, ParentId
from subgraphs.products.store.connection import Database, connect
from subgraphs.products.store.stock import StockStore

__all__ = ["CatalogueStore", "Database", "ParentId", "StockStore", "connect"]
