"""Moving an order from state to state: one transaction each, with its event and its timer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, text, update

from subgraphs.common.faults import reach
from subgraphs.common.postgres import Connection, Database
from subgraphs.orders import tables
from subgraphs.orders.domain.change import COMPLETE_AFTER
from subgraphs.orders.domain.events import cloud_event, event_id
from subgraphs.orders.domain.order import (
    Order,
    OrderEvent,
    OrderId,
    RefundStatus,
)
from subgraphs.orders.domain.state import STATUS, UNSETTLED, EventType, State
from subgraphs.orders.outbox import Outbox
from subgraphs.orders.store.details import Progress, charged, next_try, write_details
from subgraphs.orders.store.inbox import is_new
from subgraphs.orders.store.rows import (
    from_event,
    from_refusal,
    order_uuid,
    to_order,
)

NEVER = text("'-infinity'")
WEBHOOKS = "webhooks"
_ONCE_A_TRY = frozenset(
    {
        EventType.CREATED,
        EventType.STOCK_RESERVED,
        EventType.PAYMENT_AUTHORIZED,
        EventType.COMPENSATING,
        EventType.REJECTED,
        EventType.PAYMENT_RETRIED,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A transition to make: where to, what to tell, by whom, and what became known."""

    after: State
    told: EventType
    actor: str
    progress: Progress = Progress()


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """An order one may drive now; *age* is how long the present try has lasted."""

    order: Order
    age: timedelta


class TransitionStore:
    """Holds the engine; each method is one transaction, and none waits for the network inside."""

    def __init__(self, database: Database, outbox: Outbox, lease: timedelta) -> None:
        self._database = database
        self._outbox = outbox
        self._lease = lease

    async def take(self, id: OrderId) -> Taken | None:
        """Become the driver of an unsettled order nobody works on; by the database's clock."""
        orders = tables.orders
        age = (func.now() - orders.c.attempted_at).label("age")
        taken = (
            update(orders)
            .where(orders.c.id == order_uuid(id), orders.c.lease_until < func.now())
            .where(orders.c.state.in_([state.value for state in UNSETTLED]))
            .values(lease_until=func.now() + self._lease)
            .returning(*orders.c, age)
        )
        # One statement, so without a transaction round it.
        async with self._database.read() as connection:
            row = (await connection.execute(taken)).one_or_none()
        return None if row is None else Taken(order=to_order(row), age=row.age)

    async def let_go(self, id: OrderId) -> None:
        """Let the next try drive at once."""
        orders = tables.orders
        ended = update(orders).where(orders.c.id == order_uuid(id))
        async with self._database.read() as connection:
            await connection.execute(ended.values(lease_until=NEVER))

    async def advance(self, order: Order, move: Move) -> Order | None:
        """Move *order* from the version it was read in; None when another driver was faster."""
        async with self._database.transaction() as connection:
            moved = await self.move(connection, order, move)
            reach(f"advance:{move.after.value}:before")
        reach(f"advance:{move.after.value}:after")
        return moved

    async def move(self, connection: Connection, order: Order, move: Move) -> Order | None:
        """The transition, inside a transaction of another store method."""
        row = (await connection.execute(self._statement(order, move))).one_or_none()
        if row is None:
            return None
        moved = to_order(row)
        await write_details(connection, moved, move.after, move.told, move.progress)
        await self.record(connection, moved, move, before=order)
        if move.after is State.DELIVERED and move.told is EventType.DELIVERED:
            await self._outbox.complete(connection, order.id, COMPLETE_AFTER)
        if move.after.is_settled and not order.state.is_settled:
            await self._outbox.cancel(connection, row.timer)
        elif order.state.is_settled and not move.after.is_settled:
            await self._outbox.wake(connection, row.timer, order.id, self._lease)
        return moved

    async def record(
        self, connection: Connection, order: Order, move: Move, before: Order | None
    ) -> None:
        """The entry in the timeline, and what others are told of it."""
        number = _number(order, move)
        event = OrderEvent(
            id=str(event_id(order.id, move.told.value, number)),
            order_id=order.id,
            sequence=order.version,
            type=move.told,
            status_before=None if before is None else before.status,
            status_after=STATUS[move.after],
            actor=move.actor,
            note=move.progress.note,
            # The transaction's time, which the row of the event gets as well.
            occurred_at=order.updated_at,
        )
        await connection.execute(insert(tables.order_events), from_event(event, number))
        if move.told.is_public:
            told = cloud_event(event, order, move.progress.refund)
            await self._outbox.tell(connection, told)

    async def flag_if_stuck(self, id: OrderId, after: timedelta) -> None:
        """Mark an order nothing has moved for so long: somebody must look at it."""
        orders = tables.orders
        stuck = (
            update(orders)
            .where(orders.c.id == order_uuid(id), orders.c.attention_at.is_(None))
            .where(orders.c.state.in_([state.value for state in UNSETTLED]))
            .where(orders.c.updated_at < func.now() - after)
            .values(attention_at=func.now(), version=orders.c.version + 1)
            .returning(*orders.c)
        )
        async with self._database.transaction() as connection:
            row = (await connection.execute(stuck)).one_or_none()
            if row is not None:
                order = to_order(row)
                told = EventType.NEEDS_ATTENTION
                flagged = Move(after=order.state, told=told, actor="orders")
                await self.record(connection, order, flagged, before=order)

    async def hear(self, id: OrderId, notice: str) -> bool:
        """Have the worker look at an order that nobody drives; False when there is no need, or
        when *notice* woke it before."""
        orders = tables.orders
        waiting = select(orders.c.id).where(
            orders.c.id == order_uuid(id),
            orders.c.lease_until < func.now(),
            orders.c.state.in_([state.value for state in UNSETTLED]),
        )
        # Most notices tell a driver what it is being told anyway.
        async with self._database.read() as connection:
            if (await connection.execute(waiting)).one_or_none() is None:
                return False
        async with self._database.transaction() as connection:
            if not await is_new(connection, WEBHOOKS, notice):
                return False
            await self._outbox.wake(connection, f"notice:{notice}", id, timedelta(0))
        return True

    def _statement(self, order: Order, move: Move) -> Any:
        orders, progress = tables.orders, move.progress
        change: dict[str, Any] = {
            "state": move.after.value,
            "version": order.version + 1,
            "updated_at": func.now(),
        }
        if progress.charges is not None:
            change |= charged(progress.charges)
        if progress.refusal is not None:
            change["refusal"] = from_refusal(progress.refusal)
        if progress.cancel_reason is not None:
            change["cancel_reason"] = progress.cancel_reason.value
        if progress.payment_token is not None:
            change |= next_try(order, progress.payment_token)
        if progress.refund is not None and progress.refund.status is RefundStatus.SUCCEEDED:
            change["refunded"] = order.refunded.amount + progress.refund.amount.amount
        if move.after.is_settled:
            change |= {"lease_until": NEVER, "attention_at": None}
        elif order.state.is_settled:
            # Named by the version, so that no timer of an earlier try is taken for this one.
            timer = f"{order.id}:{order.version + 1}"
            change |= {"lease_until": func.now() + self._lease, "timer": timer}
        return (
            update(orders)
            .where(orders.c.id == order_uuid(order.id), orders.c.version == order.version)
            .values(change)
            .returning(*orders.c)
        )


def _number(order: Order, move: Move) -> int:
    """Which of its type an event is: of the tries, of the refunds, or the only one."""
    if move.told in _ONCE_A_TRY:
        return order.attempt
    if move.progress.refund is not None:
        return move.progress.refund.number
    return order.version if move.told is EventType.NEEDS_ATTENTION else 1
