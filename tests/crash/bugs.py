"""Known mistakes, planted into the real code of a process: the suite must notice each of them.

A process with a planted mistake is started through this module, with `PLANTED_BUG` naming it.
"""

import asyncio
import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI

from subgraphs.common.errors import Unavailable
from subgraphs.orders import app as orders_app
from subgraphs.orders import worker as orders_worker
from subgraphs.orders.domain.order import Order, Refusal, RejectionReason
from subgraphs.orders.saga import Event
from subgraphs.products import app as products_app
from subgraphs.products import worker as products_worker

# As modules of no type: what is planted here is not meant to fit.
calling: Any = import_module("subgraphs.orders.service.calls")
moving: Any = import_module("subgraphs.orders.store.moving")
placements: Any = import_module("subgraphs.orders.store.placements")
relays: Any = import_module("subgraphs.orders.store.relays")
sales: Any = import_module("subgraphs.orders.store.sales")
transitions: Any = import_module("subgraphs.orders.store.transitions")
holding: Any = import_module("subgraphs.products.service.stock")
stock_store: Any = import_module("subgraphs.products.store.stock")


def check_then_act() -> None:
    """Looks whether the key is there, and writes it when the order is."""

    async def claim_key(connection: Any, key: Any, order_id: Any) -> bool:
        found = await connection.execute(
            placements.select(placements.tables.idempotency_keys).where(
                placements.tables.idempotency_keys.c.key == key.key
            )
        )
        if found.first() is not None:
            return False
        await asyncio.sleep(0.05)
        await original(connection, replace(key, key=f"{key.key}{uuid.uuid4()}"), order_id)
        return True

    original = placements.claim_key
    placements.claim_key = claim_key
    values = placements.PlacementStore._values

    def own_key(self: Any, *arguments: Any) -> dict[str, Any]:
        made = values(self, *arguments)
        return {**made, "idempotency_key": f"{made['idempotency_key']}{uuid.uuid4()}"}

    placements.PlacementStore._values = own_key


def key_per_attempt() -> None:
    """Makes a payment key for each call instead of deriving it from the order."""
    fresh = property(lambda order: f"{order.id}:authorize:{uuid.uuid4()}")
    Order.payment_key = fresh  # type: ignore[assignment, method-assign]


def no_compare_and_set() -> None:
    """Writes a transition whatever has become of the order meanwhile."""
    as_it_was_read = moving._as_it_was_read
    # Of the id and the version, the id alone.
    moving._as_it_was_read = lambda: as_it_was_read()[:1]

    async def any_number(self: Any, connection: Any, order: Any, move: Any, before: Any) -> None:
        return None

    transitions.TransitionStore.record = any_number


def event_after_commit() -> None:
    """Tells others in a transaction of its own, after the order's."""
    tell = transitions.Outbox.tell

    async def later(self: Any, connection: Any, event: Any) -> None:
        async def told() -> None:
            await asyncio.sleep(0.3)
            async with connection.sqlalchemy.engine.begin() as own:
                await tell(self, SimpleNamespace(sqlalchemy=own), event)

        kept.append(asyncio.ensure_future(told()))

    kept: list[Any] = []
    transitions.Outbox.tell = later


def compensate_on_timeout() -> None:
    """Takes an answer that did not come for a refusal."""
    authorize = calling.Calls._authorize

    async def impatient(self: Any, order: Any) -> Any:
        try:
            return await authorize(self, order)
        except Unavailable:
            refusal = Refusal(reason=RejectionReason.TIMED_OUT)
            progress = calling.Progress(refusal=refusal)
            return calling.Answer(event=Event.PAYMENT_DECLINED, progress=progress)

    async def nothing_held(self: Any, order: Any) -> Any:
        return calling.Answer(event=Event.UNDONE)

    calling.Calls._authorize = impatient
    calling.Calls._void = nothing_held


def release_forgets() -> None:
    """Gives back what a reservation names, whether or not it is held."""

    async def give_back(self: Any, order_id: str, line: Any) -> None:
        await self._stock.update_one(
            {"_id": line.product_id},
            {"$inc": {"available": line.quantity}, "$pull": {"holds": {"order_id": order_id}}},
        )

    stock_store.StockStore.give_back = give_back


def stock_checked_outside() -> None:
    """Looks whether there is enough, and takes it in another step."""

    async def take(self: Any, order_id: str, line: Any, fences: Any) -> Any:
        document = await self._stock.find_one({"_id": line.product_id})
        if stock_store._entry_of(document, order_id) is not None:
            return None
        if document["available"] < line.quantity:
            return stock_store.Shortfall(
                product_id=line.product_id,
                requested=line.quantity,
                available=document["available"],
            )
        await asyncio.sleep(0.02)
        hold = stock_store._entry(order_id, line.quantity, stock_store.HELD)
        await self._write({"_id": line.product_id}, stock_store._push(hold, -line.quantity))
        return None

    stock_store.StockStore.take = take


def nobody_gives_back() -> None:
    """Refuses an order for one line and keeps what it took for the others."""

    async def forget(self: Any, reservation: Any) -> None:
        return None

    holding.StockService._give_back = forget


def no_inbox() -> None:
    """Counts an event as often as it comes."""

    async def always(connection: Any, consumer: str, event_id: str) -> bool:
        return True

    sales.is_new = always

    async def forgetful(self: Any, event: Any) -> None:
        if uuid.uuid4().int % 2:
            raise Unavailable("the relay died before it wrote down that it had told")
        await note(self, event)

    note = relays.RelayStore.note_told
    relays.RelayStore.note_told = forgetful


BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug
    for bug in (
        check_then_act,
        key_per_attempt,
        no_compare_and_set,
        event_after_commit,
        compensate_on_timeout,
        release_forgets,
        stock_checked_outside,
        nobody_gives_back,
        no_inbox,
    )
}


def create_orders_app() -> FastAPI:
    """The orders subgraph with the mistake."""
    BUGS[os.environ["PLANTED_BUG"]]()
    return orders_app.create_app()


def create_orders_worker() -> FastAPI:
    """The orders worker with the mistake."""
    BUGS[os.environ["PLANTED_BUG"]]()
    return orders_worker.create_app()


def create_products_app() -> FastAPI:
    """The products subgraph with the mistake."""
    BUGS[os.environ["PLANTED_BUG"]]()
    return products_app.create_app()


def create_products_worker() -> FastAPI:
    """The products worker with the mistake."""
    BUGS[os.environ["PLANTED_BUG"]]()
    return products_worker.create_app()
