"""Claiming a key for a new order: the key, the order and its first event in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Interval, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.faults import reach
from subgraphs.common.ids import new_id
from subgraphs.common.money import CURRENCY
from subgraphs.common.postgres import Connection, Database, Prepared
from subgraphs.orders import tables
from subgraphs.orders.domain.order import ORDER_PREFIX, Order, OrderId, Refusal, RequestedLine
from subgraphs.orders.domain.placement import EmptyCart, Placement
from subgraphs.orders.domain.state import EventType, State
from subgraphs.orders.outbox import Outbox
from subgraphs.orders.store.admission import admit, admitted, bar_of, share
from subgraphs.orders.store.carts import ordered_lines
from subgraphs.orders.store.keys import Key, claim_key, key_record, row_of
from subgraphs.orders.store.rows import buyer_uuid, order_uuid, to_order, to_refusal
from subgraphs.orders.store.transitions import Move, TransitionStore

MUTATION = "placeOrder"
ADD = Prepared(
    insert_or(tables.orders)
    .values(lease_until=func.now() + bindparam("lease", type_=Interval))
    .on_conflict_do_nothing()
    .returning(*tables.orders.c, bar_of(tables.orders.c.buyer_id)),
    "id",
    "buyer_id",
    "idempotency_key",
    "fingerprint",
    "state",
    "version",
    "attempt",
    "requested",
    "from_cart",
    "currency",
    "expected_total",
    "payment_token",
    "shipping_address",
    "note",
    "timer",
)
ORDER = Prepared(select(tables.orders).where(tables.orders.c.id == bindparam("id")))


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The order that holds a key: this try's, or the earlier one that was *found*.

    *refusal* is what the key was told before, if it was refused.
    """

    order: Order
    fingerprint: str
    created_at: datetime
    refusal: Refusal | None
    found: bool


class _NothingInIt(Exception):
    """Rolls the claim back."""


class PlacementStore:
    """Holds the engine; each method is one transaction."""

    def __init__(
        self, database: Database, transitions: TransitionStore, outbox: Outbox, lease: timedelta
    ) -> None:
        self._database = database
        self._transitions = transitions
        self._outbox = outbox
        self._lease = lease

    async def claim(self, placement: Placement, fingerprint: str) -> Claim | EmptyCart:
        """Key, order and first event together, or the order that has the key already.

        UNAUTHENTICATED, and nothing is stored, when the buyer is closed or locked.
        """
        id = OrderId(new_id(ORDER_PREFIX))
        key = Key(
            viewer_id=placement.buyer_id,
            mutation=MUTATION,
            key=placement.key,
            fingerprint=fingerprint,
        )
        try:
            async with self._database.transaction() as connection:
                if await claim_key(connection, key, order_uuid(id)):
                    claim = await self._insert(connection, key, placement, id)
                else:
                    claim = await _found(connection, key)
                reach("claim:before")
        except _NothingInIt:
            return EmptyCart()
        reach("claim:after")
        return claim

    async def _insert(
        self, connection: Connection, key: Key, placement: Placement, id: OrderId
    ) -> Claim:
        await share(connection, placement.buyer_id)
        lines = placement.lines
        if lines is None:
            lines = await ordered_lines(connection, placement.buyer_id)
            if not lines:
                await admitted(connection, placement.buyer_id)
                raise _NothingInIt
        values = self._values(placement, id, key, lines)
        row = await connection.fetch_one(ADD, values)
        if row is None:
            # The record of the key expired; the order keeps its key for ever.
            await _restore(connection, key)
            return await _found(connection, key)
        admit(row.bar)
        order = to_order(row)
        told = Move(after=State.CREATED, told=EventType.CREATED, actor=placement.buyer_id)
        await self._transitions.record(connection, order, told, before=None)
        await self._outbox.wake(connection, row.timer, id, self._lease)
        return Claim(
            order=order,
            fingerprint=key.fingerprint,
            created_at=order.created_at,
            refusal=None,
            found=False,
        )

    def _values(
        self, placement: Placement, id: OrderId, key: Key, lines: Sequence[RequestedLine]
    ) -> dict[str, Any]:
        expected = placement.expected_total
        return {
            "id": order_uuid(id),
            "buyer_id": buyer_uuid(placement.buyer_id),
            "idempotency_key": placement.key,
            "fingerprint": key.fingerprint,
            "state": State.CREATED.value,
            "version": 1,
            "attempt": 1,
            "requested": [asdict(line) for line in lines],
            "from_cart": placement.lines is None,
            "currency": expected.currency if expected else CURRENCY,
            "expected_total": expected and expected.amount,
            "payment_token": placement.payment_token,
            "shipping_address": asdict(placement.shipping_address),
            "note": placement.note,
            "timer": f"{id}:1",
            "lease": self._lease,
        }


async def _found(connection: Connection, key: Key) -> Claim:
    record = await key_record(connection, key)
    row = await connection.fetch_one(ORDER, {"id": record.order_id})
    return Claim(
        order=to_order(row),
        fingerprint=record.fingerprint,
        created_at=record.created_at,
        refusal=to_refusal((record.outcome or {}).get("refusal")),
        found=True,
    )


async def _restore(connection: Connection, key: Key) -> None:
    orders, keys = tables.orders, tables.idempotency_keys
    ours = (
        select(orders.c.id, orders.c.fingerprint, orders.c.refusal, orders.c.created_at)
        .where(orders.c.buyer_id == buyer_uuid(key.viewer_id))
        .where(orders.c.idempotency_key == key.key)
    )
    row = (await connection.execute(ours)).one()
    await connection.execute(
        update(keys)
        .where(row_of(key))
        .values(
            order_id=row.id,
            fingerprint=row.fingerprint,
            created_at=row.created_at,
            outcome=row.refusal and {"refusal": row.refusal},
        )
    )
