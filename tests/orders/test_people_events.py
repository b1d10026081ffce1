"""What users tells of people is heard once, in their turn, and from users alone."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from devstack.stack import Stack
from subgraphs.common.ids import new_id
from tests.orders.conftest import Shelf, Tables
from tests.orders.people import Person, a_buyer, accounts, event, post, staff, tell
from tests.orders.test_carts import add, the_cart_ordered
from tests.shop import PLACE, Subgraph, order_input


@pytest.fixture
def buyer(orders: Subgraph) -> Person:
    """Somebody who buys."""
    return a_buyer(orders)


async def ordering(buyer: Person, shelf: Shelf) -> list[str]:
    """The codes of an attempt to order."""
    wanted = {"input": order_input([(await shelf.sell()).id])}
    return (await buyer.ask(PLACE, wanted)).codes


async def test_an_event_that_comes_twenty_times_at_once_is_heard_once(
    orders: Subgraph, buyer: Person, shelf: Shelf, tables: Tables
) -> None:
    """Each time it is taken; one mark in the inbox, and the times of the first."""
    await add(buyer, (await shelf.sell()).id)
    told = event("deleted", buyer.id)
    answers = await asyncio.gather(*(post(orders, told) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {204}
    marks = "select count(*) from inbox where consumer = 'buyers' and event_id = :id"
    assert await tables.one(marks, id=told["id"]) == (1,)
    when = await tables.one("select closed_at, deleted_at, forgotten_at from buyers")
    assert None not in when
    await tell(orders, "deleted", buyer.id)
    assert await tables.one("select closed_at, deleted_at, forgotten_at from buyers") == when


async def test_a_locked_buyer_orders_nothing_until_unlocked(
    orders: Subgraph, buyer: Person, shelf: Shelf, tables: Tables
) -> None:
    """Neither a new order nor another try; what was put aside is still there afterwards."""
    product = await shelf.sell()
    declined = await buyer.place([product.id], paymentMethodToken="tok_declined")
    await add(buyer, product.id)
    await tell(orders, "locked", buyer.id, 4)
    assert await ordering(buyer, shelf) == ["UNAUTHENTICATED"]
    for attempt in (
        the_cart_ordered(buyer),
        buyer.change("retryPayment", declined["order"]["id"], paymentMethodToken="tok_visa"),
    ):
        with pytest.raises(AssertionError, match="This account is locked"):
            await attempt
    await tell(orders, "unlocked", buyer.id, 5)
    assert (await the_cart_ordered(buyer))["order"]["status"] == "CONFIRMED"


async def test_an_older_event_never_undoes_a_newer_one(
    orders: Subgraph, buyer: Person, shelf: Shelf
) -> None:
    """Whichever comes first; and nothing opens what is closed."""
    for happened, sequence, expected in (
        ("unlocked", 3, []),
        ("locked", 2, []),
        ("locked", 4, ["UNAUTHENTICATED"]),
        ("unlocked", 1, ["UNAUTHENTICATED"]),
        ("unlocked", 5, []),
        ("deleted", 6, ["UNAUTHENTICATED"]),
        ("unlocked", 7, ["UNAUTHENTICATED"]),
    ):
        await tell(orders, happened, buyer.id, sequence)
        assert await ordering(buyer, shelf) == expected, (happened, sequence)


async def test_what_is_of_no_interest_is_taken_and_forgotten(
    orders: Subgraph, tables: Tables
) -> None:
    """A type nobody waits for, about whatever it is: 204, and nothing is stored."""
    await tell(orders, "registered", new_id("usr"))
    await tell(orders, "deleted", "prd_1", type="commerce.product.archived.v1")
    assert await tables.one("select count(*) from inbox") == (0,)
    assert await tables.one("select count(*) from buyers") == (0,)


async def test_only_a_service_that_tells_is_listened_to(
    orders: Subgraph, buyer: Person, tables: Tables
) -> None:
    """A guest, a forged token, people and other services are refused before the body is read."""
    told = event("deleted", buyer.id)
    for token, status in (
        ("", 401),
        ("rubbish", 401),
        (accounts(orders).token[:-8] + "AAAAAAAA", 401),
        (buyer.token, 403),
        (staff(orders).token, 403),
        (accounts(orders, "internal:accounts").token, 403),
    ):
        for body in (told, b"{"):
            answer = await post(orders, body, token)
            assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
    assert await tables.one("select count(*) from buyers") == (0,)


GOOD = event("deleted", new_id("usr"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 60_000,
        b"NaN",
        [],
        "text",
        {},
        [GOOD],
        {**GOOD, "specversion": "0.3"},
        *(
            {name: value for name, value in GOOD.items() if name != missing}
            for missing in GOOD.keys() - {"datacontenttype"}
        ),
        {**GOOD, "id": ""},
        {**GOOD, "id": "x" * 256},
        {**GOOD, "id": "nul\0"},
        {**GOOD, "id": "half \ud800"},
        {**GOOD, "id": {"$ne": None}},
        {**GOOD, "subject": None},
        {**GOOD, "subject": new_id("ord")},
        {**GOOD, "subject": GOOD["subject"].upper()},
        {**GOOD, "sequence": 1},
        {**GOOD, "sequence": "-1"},
        {**GOOD, "sequence": "²"},
        {**GOOD, "sequence": "9" * 19},
        {**GOOD, "time": "yesterday"},
        {**GOOD, "time": 1},
        {**GOOD, "data": "usr"},
    ],
    ids=lambda body: repr(body)[:80],
)
async def test_what_is_no_event_is_refused(orders: Subgraph, tables: Tables, body: object) -> None:
    """400 with a sentence, whatever it is; nothing is stored."""
    answer = await post(orders, body)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert await tables.one("select count(*) from inbox") == (0,)


async def test_a_body_is_read_up_to_a_bound(orders: Subgraph) -> None:
    """64 KiB are an event, a byte more is not read; also when nobody says how long it is."""
    told = event("registered", "")
    room = 64 * 1024 - len(json.dumps({**told, "data": {"x": ""}, "subject": "s"}))
    for more, status in ((0, 204), (1, 413)):
        body = {**told, "subject": "s", "data": {"x": "y" * (room + more)}}
        assert (await post(orders, body)).status_code == status

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 1024

    headers = {"authorization": f"Bearer {accounts(orders).token}"}
    answer = await orders.http.post("/events", content=endless(), headers=headers)
    assert answer.status_code == 413


async def test_without_a_database_nothing_is_taken(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503, so that it is told again."""
    from subgraphs.orders.app import create_app

    nowhere = {"ORDERS_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    async with Subgraph.running(create_app, stack, monkeypatch, **nowhere) as orders:
        answer = await post(orders, event("deleted", new_id("usr")))
        assert (answer.status_code, bool(answer.json()["error"])) == (503, True)
