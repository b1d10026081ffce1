"""What people change about an order: their key and the first transition in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import func, select, update

from subgraphs.common.faults import reach
from subgraphs.common.postgres import Connection, Database
from subgraphs.orders import tables
from subgraphs.orders.domain.change import Change, NotFound
from subgraphs.orders.domain.order import Order, Refund, Refusal
from subgraphs.orders.domain.state import OrderAction
from subgraphs.orders.store.admission import admitted, share
from subgraphs.orders.store.keys import Key, claim_key, key_record, row_of
from subgraphs.orders.store.rows import (
    buyer_uuid,
    order_uuid,
    to_order,
    to_refund,
    to_refusal,
)
from subgraphs.orders.store.transitions import Move, TransitionStore

MUTATIONS = {
    OrderAction.CANCEL: "cancelOrder",
    OrderAction.RETRY_PAYMENT: "retryPayment",
    OrderAction.SHIP: "shipOrder",
    OrderAction.MARK_DELIVERED: "markDelivered",
    OrderAction.REFUND: "refundOrder",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """The change cannot be made; *outcome* is what every retry of it is told."""

    outcome: dict[str, Any]


# Decides on the locked order and how many refunds it has; pure, because it runs in a transaction.
Decide: TypeAlias = Callable[[Order, int], Move | Refused]


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A change that was begun now, or earlier under the same key when it was *found*."""

    order: Order
    fingerprint: str
    created_at: datetime
    outcome: dict[str, Any]
    found: bool

    @property
    def refusal(self) -> Refusal | None:
        """Why another try of placing the order failed, as this key was told."""
        return to_refusal(self.outcome.get("refusal"))


class ChangeStore:
    """Holds the engine; each method is one transaction."""

    def __init__(self, database: Database, transitions: TransitionStore) -> None:
        self._database = database
        self._transitions = transitions

    async def begin(self, change: Change, fingerprint: str, decide: Decide) -> Begun | NotFound:
        """Key and transition together, or what the key was used for before.

        UNAUTHENTICATED, and nothing is stored, when a closed or locked buyer tries again to pay.
        """
        key = Key(
            viewer_id=change.actor,
            mutation=MUTATIONS[change.action],
            key=change.key,
            fingerprint=fingerprint,
        )
        is_placing = change.action is OrderAction.RETRY_PAYMENT
        async with self._database.transaction() as connection:
            if is_placing:
                # Before the order, as whoever forgets a buyer locks them.
                await share(connection, change.actor)
            order = await _locked(connection, change)
            if order is None:
                return NotFound()
            if await claim_key(connection, key, order_uuid(order.id)):
                if is_placing:
                    await admitted(connection, change.actor)
                begun = await self._make(connection, key, order, decide)
            else:
                begun = await _found(connection, key, order)
            reach(f"begin:{key.mutation}:before")
        reach(f"begin:{key.mutation}:after")
        return begun

    async def refund(self, order: Order, number: int) -> Refund | None:
        """The *number*th refund of an order."""
        refunds = tables.refunds
        wanted = select(refunds).where(
            refunds.c.order_id == order_uuid(order.id), refunds.c.number == number
        )
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else to_refund(row)

    async def pending_refund(self, order: Order) -> Refund | None:
        """The refund that is under way."""
        refunds = tables.refunds
        wanted = select(refunds).where(
            refunds.c.order_id == order_uuid(order.id), refunds.c.status == "PENDING"
        )
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else to_refund(row)

    async def _make(self, connection: Connection, key: Key, order: Order, decide: Decide) -> Begun:
        refunds = tables.refunds
        counted = select(func.count()).where(refunds.c.order_id == order_uuid(order.id))
        decision = decide(order, (await connection.execute(counted)).scalar_one())
        if isinstance(decision, Refused):
            outcome = decision.outcome
        else:
            moved = await self._transitions.move(connection, order, decision)
            if moved is None:
                raise LookupError(f"{order.id} was locked and has moved")
            order = moved
            refund = decision.progress.refund
            outcome = {} if refund is None else {"refund": refund.number}
        if outcome:
            await connection.execute(_with_outcome(key, outcome))
        return Begun(
            order=order,
            fingerprint=key.fingerprint,
            created_at=order.updated_at,
            outcome=outcome,
            found=False,
        )


async def _locked(connection: Connection, change: Change) -> Order | None:
    orders = tables.orders
    wanted = select(orders).where(orders.c.id == order_uuid(change.order_id)).with_for_update()
    if change.buyer_id is not None:
        wanted = wanted.where(orders.c.buyer_id == buyer_uuid(change.buyer_id))
    row = (await connection.execute(wanted)).one_or_none()
    return None if row is None else to_order(row)


async def _found(connection: Connection, key: Key, order: Order) -> Begun:
    record = await key_record(connection, key)
    return Begun(
        order=order,
        fingerprint=record.fingerprint,
        created_at=record.created_at,
        outcome=record.outcome or {},
        found=True,
    )


def _with_outcome(key: Key, outcome: dict[str, Any]) -> Any:
    keys = tables.idempotency_keys
    return update(keys).where(row_of(key)).values(outcome=outcome)
