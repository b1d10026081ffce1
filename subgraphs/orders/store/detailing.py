"""The statements that write what a transition makes known beside the order's own row."""

from typing import Any

from sqlalchemy import Text, any_, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.postgres import Prepared
from subgraphs.orders import tables

PLACING = ("placeOrder", "retryPayment")

_payments, _shipments = tables.payments, tables.shipments
_items, _keys = tables.order_items, tables.idempotency_keys
ADD_ITEM = Prepared(insert(_items), *(column.name for column in _items.columns))
DROP_ITEMS = Prepared(delete(_items).where(_items.c.order_id == bindparam("order")))
ADD_PAYMENT = Prepared(
    insert(_payments),
    "id",
    "order_id",
    "attempt",
    "status",
    "amount",
    "currency",
    "method_label",
    "failure_code",
    "reference",
)
SETTLE_PAYMENT = Prepared(
    update(_payments).where(
        _payments.c.order_id == bindparam("order"), _payments.c.attempt == bindparam("number")
    ),
    "status",
)
_packed = insert_or(_shipments)
PACK = Prepared(
    _packed.on_conflict_do_update(
        index_elements=[_shipments.c.order_id],
        set_={name: _packed.excluded[name] for name in ("carrier", "tracking_number")},
    ),
    "order_id",
    "carrier",
    "tracking_number",
)
_left = update(_shipments).where(_shipments.c.order_id == bindparam("order"))
SHIP = Prepared(_left.values(shipped_at=func.now()))
DELIVER = Prepared(_left.values(delivered_at=func.now()))
# What the key of a try is told from now on, whatever becomes of the order.
TELL_KEY = Prepared(
    update(_keys).where(
        _keys.c.order_id == bindparam("order"),
        _keys.c.outcome.is_(None),
        _keys.c.mutation == any_(literal(PLACING, ARRAY(Text))),
    ),
    "outcome",
)


def _ordered_from_cart() -> Any:
    """What was ordered leaves the cart; what was put into it since then stays."""
    carts, items, orders = tables.carts, tables.cart_items, tables.orders
    ours = select(carts.c.id).where(carts.c.buyer_id == orders.c.buyer_id).scalar_subquery()
    ordered = select(tables.order_items.c.product_id).where(
        tables.order_items.c.order_id == orders.c.id
    )
    return (
        delete(items)
        .where(orders.c.id == bindparam("order"))
        .where(items.c.cart_id == ours, items.c.added_at <= orders.c.created_at)
        .where(items.c.product_id.in_(ordered))
    )


EMPTY_CART = Prepared(_ordered_from_cart())
