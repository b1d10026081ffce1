"""The catalogue database: what is sold, how much of it is there, and who it is held for."""

from subgraphs.products.store.catalogue import CatalogueStore, ParentId
from subgraphs.products.store.connection import Database, connect
from subgraphs.products.store.history import HistoryStore
from subgraphs.products.store.reservations import ReservationStore
from subgraphs.products.store.stock import RETURN_SUFFIX, Fences, Overtaken, StockStore

__all__ = [
    "RETURN_SUFFIX",
    "CatalogueStore",
    "Database",
    "Fences",
    "HistoryStore",
    "Overtaken",
    "ParentId",
    "ReservationStore",
    "StockStore",
    "connect",
]
