"""What happened is told once, in order per order, whatever dies; what cannot be told is kept."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from subgraphs.common.events import CloudEvent
from subgraphs.common.settings import load
from subgraphs.orders.domain.events import event_id
from subgraphs.orders.outbox import EVENTS
from subgraphs.orders.parts import Parts
from subgraphs.orders.service import InProcess, Relay
from subgraphs.orders.settings import Settings
from subgraphs.orders.worker import connected_broker
from tests.orders.conftest import Shelf
from tests.orders.people import Person, a_buyer, staff
from tests.shop import Subgraph

SUMMARY = """query ($from: DateTime!, $to: DateTime!, $interval: SummaryInterval! = DAY) {
  salesSummary(from: $from, to: $to, interval: $interval) {
    orders revenue { amount } averageOrderValue { amount } watermark
    buckets { start orders revenue { amount } cancelled } } }"""


@pytest.fixture
async def parts(orders: Subgraph) -> AsyncIterator[Parts]:
    """What the worker is made of, over the same database."""
    made = Parts(load(Settings))
    yield made
    await made.close()


@asynccontextmanager
async def working(parts: Parts) -> AsyncIterator[None]:
    """The worker's broker, at work."""
    async with connected_broker(parts, 2.0):
        yield
    await parts.outbox_database.close()


async def soon(condition: Callable[[], Awaitable[object]]) -> None:
    """Within ten seconds."""
    async with asyncio.timeout(10):
        while not await condition():  # noqa: ASYNC110 - it is in a database
            await asyncio.sleep(0.05)


async def waiting(parts: Parts) -> int:
    """Events that lie in the outbox."""
    async with parts.database.read() as connection:
        rows = await connection.execute(
            text("select count(*) from outbox where queue = :queue"), {"queue": EVENTS}
        )
        return int(rows.scalar_one())


async def bought(buyer: Person, shelf: Shelf, **changes: Any) -> str:
    """The id of an order of one piece."""
    payload = await buyer.place([(await shelf.sell()).id], **changes)
    return str(payload["order"]["id"])


async def test_an_event_is_a_cloud_event_with_an_id_of_what_happened(
    orders: Subgraph, shelf: Shelf, parts: Parts
) -> None:
    """Written in the transaction of the change; made again it would have the same id."""
    buyer, seen = a_buyer(orders), list[CloudEvent]()

    async def note(event: CloudEvent) -> None:
        seen.append(event)

    parts.relay = Relay(parts.relays, InProcess([note]))
    id = await bought(buyer, shelf)
    assert await waiting(parts) == 2
    async with working(parts):
        await soon(lambda: all_told(parts))
    created, confirmed = seen
    assert (created.type, confirmed.type) == (
        "commerce.order.created.v1",
        "commerce.order.confirmed.v1",
    )
    assert confirmed.subject == id
    assert confirmed.id == str(event_id(id, "CONFIRMED", 1))
    assert confirmed.sequence > created.sequence
    assert confirmed.data["total"] == {"amount": "13.90", "currency": "EUR"}
    envelope = confirmed.to_json()
    assert envelope["specversion"] == "1.0"
    assert CloudEvent.from_json(envelope) == confirmed


async def all_told(parts: Parts) -> bool:
    """Whether nothing is left to tell."""
    return not await waiting(parts) and not await parts.relays.oldest_untold()


async def test_an_orders_events_are_told_in_turn(
    orders: Subgraph, shelf: Shelf, parts: Parts
) -> None:
    """However many are relayed at once, and whichever fails at first."""
    buyer, clerk, seen = a_buyer(orders), staff(orders), list[CloudEvent]()
    failed = set[str]()

    async def note(event: CloudEvent) -> None:
        if event.id not in failed and "created" in event.type:
            failed.add(event.id)
            raise RuntimeError("not now")
        seen.append(event)

    parts.relay = Relay(parts.relays, InProcess([note]))
    ids = [await bought(buyer, shelf) for _ in range(4)]
    for id in ids:
        await clerk.change("shipOrder", id, carrier="DHL")
        await clerk.change("refundOrder", id)
    async with working(parts):
        await soon(lambda: all_told(parts))
    for id in ids:
        told = [event.sequence for event in seen if event.subject == id]
        assert told == sorted(told)
        assert len(told) == len(set(told)) == 4


async def test_a_poison_event_ends_among_the_dead_and_holds_nobody_up(
    orders: Subgraph, shelf: Shelf, parts: Parts
) -> None:
    """One try and three more; its neighbours and its own order go on; replayed, it is told."""
    buyer, poisoned, tries, seen = a_buyer(orders), set[str](), list[str](), list[str]()

    async def note(event: CloudEvent) -> None:
        if event.subject in poisoned and "created" in event.type:
            tries.append(event.id)
            raise RuntimeError("poison")
        seen.append(f"{event.subject} {event.type}")

    parts.relay = Relay(parts.relays, InProcess([note]))
    poison, healthy = await bought(buyer, shelf), await bought(buyer, shelf)
    poisoned.add(poison)
    async with working(parts):
        await soon(lambda: quiet(parts))
        (dead,) = await parts.dead_letters.found()
        assert (dead.queue, dead.exception, len(tries)) == (EVENTS, "RuntimeError", 4)
        assert dead.name == str(event_id(poison, "CREATED", 1))
        assert f"{healthy} commerce.order.confirmed.v1" in seen
        assert f"{poison} commerce.order.confirmed.v1" in seen
        poisoned.clear()
        assert await parts.dead_letters.replay() == 1
        await soon(lambda: all_told(parts))
    assert f"{poison} commerce.order.created.v1" in seen
    assert await parts.dead_letters.found() == []


async def quiet(parts: Parts) -> bool:
    """Whether nothing waits; what is dead does not."""
    return not await waiting(parts)


async def test_an_event_that_comes_twice_counts_once(
    orders: Subgraph, shelf: Shelf, parts: Parts
) -> None:
    """The projection marks what it saw in the transaction that counts it."""
    event = CloudEvent(
        id="one",
        source="/commerce/orders",
        type="commerce.order.confirmed.v1",
        subject="ord",
        sequence=1,
        time=datetime.now(UTC),
        data={"total": {"amount": "5.00"}, "placedAt": "2026-01-01T10:20:00+00:00"},
    )
    await asyncio.gather(*(parts.sales.consume(event) for _ in range(10)))
    answer = await staff(orders).ask(
        SUMMARY, {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"}
    )
    assert (answer.data["salesSummary"]["orders"]) == 1


async def test_sales_are_summed_up_to_the_watermark(
    orders: Subgraph, shelf: Shelf, parts: Parts
) -> None:
    """What is cancelled or given back is no revenue; until it is told, the watermark stands."""
    buyer, clerk = a_buyer(orders), staff(orders)
    began = datetime.now(UTC)
    ids = [await bought(buyer, shelf) for _ in range(3)]
    await bought(buyer, shelf, paymentMethodToken="tok_declined")
    await buyer.change("cancelOrder", ids[0], reason="OTHER")
    await clerk.change("shipOrder", ids[1], carrier="DHL")
    part = {"amount": "0.90", "currency": "EUR"}
    await clerk.change("refundOrder", ids[1], amount=part)
    day = {
        "from": (began - timedelta(days=2)).isoformat(),
        "to": (began + timedelta(days=2)).isoformat(),
    }
    behind = (await clerk.ask(SUMMARY, day)).data["salesSummary"]
    assert behind["orders"] == 0
    assert datetime.fromisoformat(behind["watermark"]) < datetime.now(UTC)
    async with working(parts):
        await soon(lambda: all_told(parts))
    done = datetime.now(UTC)
    summary = (await clerk.ask(SUMMARY, day)).data["salesSummary"]
    assert (summary["orders"], summary["revenue"]["amount"]) == (3, "26.90")
    assert summary["averageOrderValue"]["amount"] == "8.97"
    assert sum(bucket["cancelled"] for bucket in summary["buckets"]) == 1
    assert datetime.fromisoformat(summary["watermark"]) >= done - timedelta(seconds=5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2026-01-02T00:00:00Z", "to": "2026-01-02T00:00:00Z"},
        {"from": "2020-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z", "interval": "HOUR"},
    ],
)
async def test_a_summary_of_nothing_or_of_too_much_is_refused(
    orders: Subgraph, wrong: dict[str, str]
) -> None:
    """The error says what to ask for instead; without the scope there is nothing to see."""
    assert (await staff(orders).ask(SUMMARY, wrong)).codes == ["BAD_USER_INPUT"]
    assert (await a_buyer(orders).ask(SUMMARY, wrong)).codes == ["FORBIDDEN"]
