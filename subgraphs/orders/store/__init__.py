"""The orders database: reading orders, moving them, and what happens around them."""

from subgraphs.orders.store.buyers import BuyerStore
from subgraphs.orders.store.carts import CartStore
from subgraphs.orders.store.changes import Begun, ChangeStore, Refused
from subgraphs.orders.store.details import Parcel, Progress
from subgraphs.orders.store.lists import ListStore
from subgraphs.orders.store.orders import OrderStore
from subgraphs.orders.store.placements import Claim, PlacementStore
from subgraphs.orders.store.relays import RelayStore
from subgraphs.orders.store.sales import SalesStore
from subgraphs.orders.store.transitions import Move, Taken, TransitionStore

__all__ = [
    "Begun",
    "BuyerStore",
    "CartStore",
    "ChangeStore",
    "Claim",
    "ListStore",
    "Move",
    "OrderStore",
    "Parcel",
    "PlacementStore",
    "Progress",
    "Refused",
    "RelayStore",
    "SalesStore",
    "Taken",
    "TransitionStore",
]
