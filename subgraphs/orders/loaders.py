"""Lookups by key, one batch per request and kind."""

from collections.abc import Sequence
from functools import cached_property

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


class Loaders:
    """The dataloaders of one request, each made when it is first asked for."""

    def __init__(self, orders: OrderStore, lists: ListStore, carts: CartStore) -> None:
        self._orders = orders
        self._lists = lists
        self._carts = carts

    @cached_property
    def order_by_id(self) -> KeyLoader[OrderId, Order]:
        return load_by_key(self._orders.orders_by_id)

    @cached_property
    def order_by_number(self) -> KeyLoader[str, Order]:
        return load_by_key(self._orders.orders_by_number)

    @cached_property
    def orders_by_list(self) -> KeyLoader[OrderList, Sequence[Order]]:
        return load_by_key(self._lists.orders_by_list)

    @cached_property
    def items_by_order(self) -> KeyLoader[OrderId, list[OrderItem]]:
        return load_by_key(self._orders.items_by_order)

    @cached_property
    def payment_by_order(self) -> KeyLoader[OrderId, Payment]:
        return load_by_key(self._orders.payments_by_order)

    @cached_property
    def refunds_by_order(self) -> KeyLoader[OrderId, list[Refund]]:
        return load_by_key(self._orders.refunds_by_order)

    @cached_property
    def shipment_by_order(self) -> KeyLoader[OrderId, Shipment]:
        return load_by_key(self._orders.shipments_by_order)

    @cached_property
    def timeline(self) -> KeyLoader[TimelinePage, list[OrderEvent]]:
        return load_by_key(self._orders.timelines)

    @cached_property
    def cart_by_id(self) -> KeyLoader[CartId, Cart]:
        return load_by_key(self._carts.carts_by_id)

    @cached_property
    def cart_by_buyer(self) -> KeyLoader[BuyerId, Cart]:
        return load_by_key(self._carts.carts_by_buyer)

    @cached_property
    def is_bought(self) -> KeyLoader[tuple[BuyerId, str], bool]:
        return load_by_key(self._orders.bought)

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
