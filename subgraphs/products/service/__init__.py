"""Use cases: lists of the catalogue, the stock of orders, and the sweep behind them."""

from subgraphs.products.service.catalogue import CatalogueService
from subgraphs.products.service.stock import StockService
from subgraphs.products.service.sweep import SweepService

__all__ = ["CatalogueService", "StockService", "SweepService"]
