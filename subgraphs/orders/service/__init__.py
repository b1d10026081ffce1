"""Use cases: placing an order, and reading orders."""

from subgraphs.orders.service.driver import Driver
from subgraphs.orders.service.placement import PlacementService

__all__ = ["Driver", "PlacementService"]
