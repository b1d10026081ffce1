"""Placing an order, as the database sees it: claim the key, then move from state to state."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from subgraphs.common.ids import new_id, to_uuid
from subgraphs.common.money import CURRENCY, Money
from subgraphs.common.postgres import Database
from subgraphs.orders import tables
from subgraphs.orders.domain.order import (
    BUYER_PREFIX,
    ORDER_PREFIX,
    PAYMENT_PREFIX,
    Order,
    OrderId,
    PaymentStatus,
    PricedLine,
    Refusal,
    State,
)
from subgraphs.orders.domain.placement import Placement
from subgraphs.orders.store.rows import from_lines, from_refusal, to_order

MUTATION = "placeOrder"
# The names by which the UUIDs of events are derived from their order and type.
EVENTS = uuid.UUID("5f2b0c7e-6d0e-5a39-9d5f-0f6a1c3c9e11")


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The order that holds a key: this try's, or the earlier one that was *found*."""

    order: Order
    fingerprint: str
    created_at: datetime
    found: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What a transition makes known besides the state; each part is written once."""

    lines: Sequence[PricedLine] = ()
    total: Money | None = None
    refusal: Refusal | None = None
    payment: PaymentStatus | None = None
    method_label: str | None = None
    failure_code: str | None = None


class PlacementStore:
    """Holds the engine; each method is one transaction, and none waits for the network inside."""

    def __init__(self, database: Database, lease: timedelta) -> None:
        self._database = database
        self._lease = lease

    async def claim(self, placement: Placement, fingerprint: str) -> Claim:
        """Key, order and first event together, or the order that has the key already."""
        order_id = new_id(ORDER_PREFIX)
        async with self._database.transaction() as connection:
            # Waits for another uncommitted insert of this key, so two tries never both go on.
            claimed = await connection.execute(_claim_key(placement, fingerprint, order_id))
            mine = claimed.one_or_none() is not None
            if mine:
                await connection.execute(self._insert_order(placement, order_id))
                await _record(connection, order_id, None, State.CREATED, placement.buyer_id)
            row = (await connection.execute(_claimed(placement))).one()
        return Claim(
            order=to_order(row),
            fingerprint=row.fingerprint,
            created_at=row.claimed_at,
            found=not mine,
        )

    async def take_lease(self, id: OrderId) -> bool:
        """Become the driver of an unsettled order nobody works on; by the database's clock."""
        orders = tables.orders
        taken = (
            update(orders)
            .where(orders.c.id == to_uuid(id, ORDER_PREFIX), orders.c.lease_until < func.now())
            .where(orders.c.state.not_in([state.value for state in State if state.is_final]))
            .values(lease_until=func.now() + self._lease)
        )
        async with self._database.transaction() as connection:
            return (await connection.execute(taken)).rowcount == 1

    async def end_lease(self, id: OrderId) -> None:
        """Let the next try drive at once."""
        orders = tables.orders
        ended = update(orders).where(orders.c.id == to_uuid(id, ORDER_PREFIX))
        async with self._database.transaction() as connection:
            await connection.execute(ended.values(lease_until=text("'-infinity'")))

    async def advance(self, order: Order, after: State, progress: Progress) -> bool:
        """Move *order* from the state it was read in; False when another driver was faster."""
        orders = tables.orders
        change: dict[str, Any] = {"state": after.value, "updated_at": func.now()}
        if progress.total is not None:
            change["total"] = progress.total.amount
        if progress.refusal is not None:
            change["refusal"] = from_refusal(progress.refusal)
        moved = (
            update(orders)
            .where(orders.c.id == to_uuid(order.id, ORDER_PREFIX))
            .where(orders.c.state == order.state.value)
            .values(change)
        )
        async with self._database.transaction() as connection:
            if (await connection.execute(moved)).rowcount == 0:
                return False
            await _record(connection, order.id, order.state, after, "orders")
            if progress.lines:
                await connection.execute(
                    insert(tables.order_items), from_lines(order, progress.lines)
                )
            if progress.payment is not None:
                await connection.execute(_payment(order, progress))
        return True

    def _insert_order(self, placement: Placement, order_id: str) -> Any:
        expected = placement.expected_total
        return insert(tables.orders).values(
            id=to_uuid(order_id, ORDER_PREFIX),
            buyer_id=to_uuid(placement.buyer_id, BUYER_PREFIX),
            idempotency_key=placement.key,
            state=State.CREATED.value,
            requested=[asdict(line) for line in placement.lines],
            currency=expected.currency if expected else CURRENCY,
            expected_total=expected and expected.amount,
            payment_token=placement.payment_token,
            shipping_address=asdict(placement.shipping_address),
            note=placement.note,
            lease_until=func.now() + self._lease,
        )


def _claim_key(placement: Placement, fingerprint: str, order_id: str) -> Any:
    keys = tables.idempotency_keys
    return (
        insert_or(keys)
        .values(
            viewer_id=to_uuid(placement.buyer_id, BUYER_PREFIX),
            mutation=MUTATION,
            key=placement.key,
            fingerprint=fingerprint,
            order_id=to_uuid(order_id, ORDER_PREFIX),
        )
        .on_conflict_do_nothing()
        .returning(keys.c.order_id)
    )


def _claimed(placement: Placement) -> Any:
    keys, orders = tables.idempotency_keys, tables.orders
    return (
        select(orders, keys.c.fingerprint, keys.c.created_at.label("claimed_at"))
        .join_from(keys, orders, orders.c.id == keys.c.order_id)
        .where(keys.c.viewer_id == to_uuid(placement.buyer_id, BUYER_PREFIX))
        .where(keys.c.mutation == MUTATION, keys.c.key == placement.key)
    )


async def _record(
    connection: AsyncConnection, order_id: str, before: State | None, after: State, actor: str
) -> None:
    values = {
        "id": uuid.uuid5(EVENTS, f"{order_id}:{after.value}"),
        "order_id": to_uuid(order_id, ORDER_PREFIX),
        "type": after.value,
        "state_before": before and before.value,
        "state_after": after.value,
        "actor": actor,
    }
    await connection.execute(insert(tables.order_events).values(values))


def _payment(order: Order, progress: Progress) -> Any:
    payments = tables.payments
    status = progress.payment and progress.payment.value
    values = {
        "id": to_uuid(new_id(PAYMENT_PREFIX), PAYMENT_PREFIX),
        "order_id": to_uuid(order.id, ORDER_PREFIX),
        "status": status,
        "amount": order.total and order.total.amount,
        "currency": order.total and order.total.currency,
        "method_label": progress.method_label,
        "failure_code": progress.failure_code,
    }
    addition = insert_or(payments).values(values)
    return addition.on_conflict_do_update(
        index_elements=[payments.c.order_id], set_={"status": status}
    )
