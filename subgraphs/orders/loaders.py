"""Lookups by key, one batch per request and kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from subgraphs.common.loaders import KeyLoader, load_by_key
from subgraphs.orders.domain.order import BuyerPage, Order, OrderId, OrderItem, Payment
from subgraphs.orders.store import OrderStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaders:
    """The dataloaders of one request."""

    order_by_id: KeyLoader[OrderId, Order]
    orders_by_buyer: KeyLoader[BuyerPage, Sequence[Order]]
    items_by_order: KeyLoader[OrderId, list[OrderItem]]
    payment_by_order: KeyLoader[OrderId, Payment]

    def forget(self, id: OrderId) -> None:
        """Load what belongs to an order afresh: a mutation has changed it."""
        for loader in (self.order_by_id, self.items_by_order, self.payment_by_order):
            loader.clear(id)

    @classmethod
    def over(cls, store: OrderStore) -> "Loaders":
        """A fresh set, with nothing cached."""
        return cls(
            order_by_id=load_by_key(store.orders_by_id),
            orders_by_buyer=load_by_key(store.orders_by_buyer),
            items_by_order=load_by_key(store.items_by_order),
            payment_by_order=load_by_key(store.payments_by_order),
        )
