"""Use cases: placing and changing orders, carts, and what goes on behind them."""

from subgraphs.orders.service.buyers import BuyerService
from subgraphs.orders.service.calls import Calls
from subgraphs.orders.service.carts import CartService
from subgraphs.orders.service.changes import ChangeService
from subgraphs.orders.service.driver import Driver
from subgraphs.orders.service.lists import ListService
from subgraphs.orders.service.placement import PlacementService
from subgraphs.orders.service.reconciliation import Drift, Reconciliation
from subgraphs.orders.service.relay import InProcess, NotYet, Relay
from subgraphs.orders.service.settling import Settling
from subgraphs.orders.service.upkeep import Unsettled, Upkeep

__all__ = [
    "BuyerService",
    "Calls",
    "CartService",
    "ChangeService",
    "Drift",
    "Driver",
    "InProcess",
    "ListService",
    "NotYet",
    "PlacementService",
    "Reconciliation",
    "Relay",
    "Settling",
    "Unsettled",
    "Upkeep",
]
