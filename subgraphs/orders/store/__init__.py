"""The orders database: reading orders, and writing the placement of one."""

from subgraphs.orders.store.orders import OrderStore
from subgraphs.orders.store.placements import Claim, PlacementStore, Progress

__all__ = ["Claim", "OrderStore", "PlacementStore", "Progress"]
