"""What happens to an account is told: in its transaction, at least once, to everybody."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from subgraphs.common.settings import load
from subgraphs.users.parts import Parts
from subgraphs.users.settings import Settings
from subgraphs.users.worker import connected_broker
from tests.servers import serving
from tests.shop import Subgraph
from tests.users.people import a_user, an_admin, sql

PATIENCE_SECONDS = 20
DEAD = "select timer_id from outbox_dead"


class Listener:
    """A subscriber of somebody else's, with the answers it is told to give."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.heard: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.app = FastAPI()
        self.app.post("/events")(self._hear)

    async def _hear(self, request: Request) -> Response:
        status = self.answers.pop(0) if self.answers else 204
        if status == 204:
            self.heard.append(await request.json())
            self.tokens.append(request.headers["authorization"])
        return Response(status_code=status)

    async def hears(self, count: int) -> list[dict[str, Any]]:
        """The first *count* events, once they have come."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.heard) < count:  # noqa: ASYNC110 - somebody else appends
                await asyncio.sleep(0.05)
        return self.heard


@pytest.fixture
async def listener(users: Subgraph, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Listener]:
    """Somebody who hears, with the worker's broker running over the test's own database."""
    listener = Listener()
    async with serving(listener.app) as url:
        monkeypatch.setenv("USERS_ORDERS_EVENTS_URL", f"{url}/events")
        parts = Parts(load(Settings))
        async with connected_broker(parts):
            yield listener
        await parts.close()


async def test_each_change_is_told_with_its_number(
    users: Subgraph, users_database: str, listener: Listener
) -> None:
    """Registered, updated, locked, unlocked: CloudEvents whose sequence is the account's version,
    and which do not tell who it is."""
    person = await a_user(users, displayName="Grace")
    await person.ask(
        'mutation { updateProfile(input: { displayName: "Ada" }) { errors { __typename } } }'
    )
    admin = await an_admin(users, users_database)
    await admin.ask(
        "mutation ($id: ID!) { assignRole(userId: $id, role: SUPPORT) { errors { __typename } } }",
        {"id": person.id},
    )
    heard = [each for each in await listener.hears(4) if each["subject"] == person.id]
    told = sorted((int(each["sequence"]), each["type"]) for each in heard)
    assert told == [
        (1, "commerce.user.registered.v1"),
        (2, "commerce.user.updated.v1"),
        (3, "commerce.user.updated.v1"),
    ]
    assert {each["source"] for each in heard} == {"/commerce/users"}
    assert heard[-1]["data"]["roles"] == ["CUSTOMER", "SUPPORT"]
    assert not any(word in str(heard) for word in ("Grace", "Ada", person.email))
    assert all(token.startswith("Bearer ") for token in listener.tokens)


async def test_whoever_is_away_is_told_later(users: Subgraph, listener: Listener) -> None:
    """An answer that says "not now" is followed by another try, with the same event."""
    listener.answers = [503] * 4
    person = await a_user(users)
    (event,) = await listener.hears(1)
    assert event["subject"] == person.id


async def test_what_is_refused_lies_among_the_dead(
    users: Subgraph, users_database: str, listener: Listener
) -> None:
    """After four refusals, where an operator finds it and has it tried again."""
    listener.answers = [400] * 4
    await a_user(users)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (dead := await sql(users_database, DEAD)):  # noqa: ASYNC110 - a database
            await asyncio.sleep(0.1)
    parts = Parts(load(Settings))
    assert await parts.dead_letters.count() == 1
    assert await parts.dead_letters.replay() == 1
    await parts.close()
    (event,) = await listener.hears(1)
    assert event["id"] == dead[0].timer_id


async def test_what_is_rolled_back_is_never_told(users: Subgraph, users_database: str) -> None:
    """A registration whose address is taken leaves no event behind."""
    await a_user(users, email="grace@example.com")
    before = await sql(users_database, "select count(*) as rows from outbox")
    with pytest.raises(AssertionError, match="EmailTaken"):
        await a_user(users, email="grace@example.com")
    assert await sql(users_database, "select count(*) as rows from outbox") == before
