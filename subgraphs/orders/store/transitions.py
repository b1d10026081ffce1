"""Moving an order from state to state: one transaction each, with its event and its timer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from subgraphs.common.faults import reach
from subgraphs.common.postgres import Connection, Database
from subgraphs.orders.domain.change import COMPLETE_AFTER
from subgraphs.orders.domain.events import cloud_event, event_id
from subgraphs.orders.domain.order import (
    Order,
    OrderEvent,
    OrderId,
    RefundStatus,
)
from subgraphs.orders.domain.state import STATUS, EventType, State
from subgraphs.orders.outbox import Outbox
from subgraphs.orders.store.details import Progress, charged, next_try, write_details
from subgraphs.orders.store.inbox import is_new
from subgraphs.orders.store.moving import FLAG, LET_GO, RECORD, TAKE, WAITING, moving
from subgraphs.orders.store.rows import (
    from_event,
    from_refusal,
    order_uuid,
    to_order,
)

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
        given = {"order": order_uuid(id), "lease": self._lease}
        # One statement, so without a transaction round it.
        row = await self._database.fetch_one(TAKE, given)
        return None if row is None else Taken(order=to_order(row), age=row.age)

    async def let_go(self, id: OrderId) -> None:
        """Let the next try drive at once."""
        async with self._database.read() as connection:
            await connection.run(LET_GO, {"order": order_uuid(id)})

    async def advance(self, order: Order, move: Move) -> Order | None:
        """Move *order* from the version it was read in; None when another driver was faster."""
        async with self._database.transaction() as connection:
            moved = await self.move(connection, order, move)
            reach(f"advance:{move.after.value}:before")
        reach(f"advance:{move.after.value}:after")
        return moved

    async def move(self, connection: Connection, order: Order, move: Move) -> Order | None:
        """The transition, inside a transaction of another store method."""
        row = await self._write(connection, order, move)
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
        await connection.run(RECORD, from_event(event, number))
        if move.told.is_public:
            told = cloud_event(event, order, move.progress.refund)
            await self._outbox.tell(connection, told)

    async def flag_if_stuck(self, id: OrderId, after: timedelta) -> None:
        """Mark an order nothing has moved for so long: somebody must look at it."""
        async with self._database.transaction() as connection:
            row = await connection.fetch_one(FLAG, {"order": order_uuid(id), "after": after})
            if row is not None:
                order = to_order(row)
                told = EventType.NEEDS_ATTENTION
                flagged = Move(after=order.state, told=told, actor="orders")
                await self.record(connection, order, flagged, before=order)

    async def hear(self, id: OrderId, notice: str) -> bool:
        """Have the worker look at an order that nobody drives; False when there is no need, or
        when *notice* woke it before."""
        # Most notices tell a driver what it is being told anyway.
        if await self._database.fetch_one(WAITING, {"order": order_uuid(id)}) is None:
            return False
        async with self._database.transaction() as connection:
            if not await is_new(connection, WEBHOOKS, notice):
                return False
            await self._outbox.wake(connection, f"notice:{notice}", id, timedelta(0))
        return True

    async def _write(self, connection: Connection, order: Order, move: Move) -> Any:
        progress = move.progress
        change: dict[str, Any] = {"state": move.after.value, "version": order.version + 1}
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
        is_leased = order.state.is_settled and not move.after.is_settled
        if is_leased:
            # Named by the version, so that no timer of an earlier try is taken for this one.
            change["timer"] = f"{order.id}:{order.version + 1}"
        statement = moving(
            tuple(change),
            is_settled=move.after.is_settled,
            is_leased=is_leased,
            is_tried_again=progress.payment_token is not None,
        )
        read = {"order": order_uuid(order.id), "read": order.version, "lease": self._lease}
        return await connection.fetch_one(statement, change | read)


def _number(order: Order, move: Move) -> int:
    """Which of its type an event is: of the tries, of the refunds, or the only one."""
    if move.told in _ONCE_A_TRY:
        return order.attempt
    if move.progress.refund is not None:
        return move.progress.refund.number
    return order.version if move.told is EventType.NEEDS_ATTENTION else 1
