"""Lookups by key, one batch per request and kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from subgraphs.common.loaders import KeyLoader, load_by_key
from subgraphs.orders.domain.cart import Cart, CartId
from subgraphs.orders.domain.lists import OrderList
from subgraphs.orders.domain.order import (
    BuyerId,
    Order,
    OrderEvent,
    OrderId,
    OrderItem,
    Payment,
    Refund,
    Shipment,
    TimelinePage,
)
from subgraphs.orders.store import CartStore, ListStore, OrderStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaders:
    """The dataloaders of one request."""

    order_by_id: KeyLoader[OrderId, Order]
    order_by_number: KeyLoader[str, Order]
    orders_by_list: KeyLoader[OrderList, Sequence[Order]]
    items_by_order: KeyLoader[OrderId, list[OrderItem]]
    payment_by_order: KeyLoader[OrderId, Payment]
    refunds_by_order: KeyLoader[OrderId, list[Refund]]
    shipment_by_order: KeyLoader[OrderId, Shipment]
    timeline: KeyLoader[TimelinePage, list[OrderEvent]]
    cart_by_id: KeyLoader[CartId, Cart]
    cart_by_buyer: KeyLoader[BuyerId, Cart]
    is_bought: KeyLoader[tuple[BuyerId, str], bool]

    def renew(self, order: Order) -> None:
        """Load what belongs to an order afresh: a mutation has changed it, and this is it now."""
        for loader in (
            self.items_by_order,
            self.payment_by_order,
            self.refunds_by_order,
            self.shipment_by_order,
        ):
            loader.clear(order.id)
        self.timeline.clear_all()
        self.order_by_id.clear(order.id)
        self.order_by_id.prime(order.id, order)

    @classmethod
    def over(cls, orders: OrderStore, lists: ListStore, carts: CartStore) -> "Loaders":
        """A fresh set, with nothing cached."""
        return cls(
            order_by_id=load_by_key(orders.orders_by_id),
            order_by_number=load_by_key(orders.orders_by_number),
            orders_by_list=load_by_key(lists.orders_by_list),
            items_by_order=load_by_key(orders.items_by_order),
            payment_by_order=load_by_key(orders.payments_by_order),
            refunds_by_order=load_by_key(orders.refunds_by_order),
            shipment_by_order=load_by_key(orders.shipments_by_order),
            timeline=load_by_key(orders.timelines),
            cart_by_id=load_by_key(carts.carts_by_id),
            cart_by_buyer=load_by_key(carts.carts_by_buyer),
            is_bought=load_by_key(orders.bought),
        )
