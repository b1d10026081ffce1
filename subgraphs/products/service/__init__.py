"""Use cases: what the catalogue shows, and how stock moves."""

from subgraphs.products.service.catalogue import CatalogueService
from subgraphs.products.service.stock import StockService

__all__ = ["CatalogueService", "StockService"]
