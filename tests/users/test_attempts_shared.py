"""Replicas that share a Valkey count together; without it nobody signs in, and all else works."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from functools import partial

import pytest

from devstack.stack import Stack
from tests.databases import FreshDatabases
from tests.shop import Answer, Subgraph, new_key, token_for
from tests.users.people import PASSWORD, a_user
from tests.users.signing_in import (
    GRACE,
    HEADER,
    login,
    outcome,
    outcomes,
    refresh,
    register,
    until_answered,
)
from tests.users.valkey import Valkey

WRONG, LOCKED, UNAVAILABLE = "InvalidCredentials", "AccountLocked", "DEPENDENCY_UNAVAILABLE"
# Longer than any step waits for Valkey, with room for a machine that is busy.
SOON_SECONDS = 2.0
ADDRESS = "192.0.2.1"

Replicas = Callable[..., Awaitable[tuple[Subgraph, Subgraph]]]


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A server that runs, and ends with the test."""
    server = Valkey()
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def replicas(
    stack: Stack, fresh: FreshDatabases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Replicas]:
    """Starts two apps over one database, with the given settings."""
    from subgraphs.users.app import create_app

    async with AsyncExitStack() as running:
        url = running.enter_context(fresh.postgres("users"))
        own = {"USERS_DATABASE_URL": url, "USERS_CLIENT_ADDRESS_HEADER": HEADER}

        async def start(**more: str) -> tuple[Subgraph, Subgraph]:
            first, second = [
                await running.enter_async_context(
                    Subgraph.running(create_app, stack, monkeypatch, **own, **more)
                )
                for _ in range(2)
            ]
            return first, second

        yield start


@pytest.fixture
async def users(replicas: Replicas, valkey: Valkey) -> Subgraph:
    """One replica that counts in Valkey."""
    first, _ = await replicas(USERS_ATTEMPTS_URL=valkey.url)
    return first


async def test_replicas_count_together_in_one_valkey(replicas: Replicas, valkey: Valkey) -> None:
    """Five failures, wherever the router sent them; a success here is one there."""
    first, second = await replicas(USERS_ATTEMPTS_URL=valkey.url)
    await register(first, email=GRACE)
    tries = [await login(each) for each in (first, second, first, second)]
    tries.append(await login(second, password=PASSWORD))
    tries += [await login(each) for each in (first, second, first, second, first, second)]
    assert outcomes(tries) == [WRONG] * 4 + ["Session"] + [WRONG] * 5 + [LOCKED]


async def test_of_many_at_once_five_are_checked_by_all(replicas: Replicas, valkey: Valkey) -> None:
    """A try counts before it is known to fail, so two replicas do not both check a fifth."""
    apps = await replicas(USERS_ATTEMPTS_URL=valkey.url)
    tries = [partial(login, apps[number % 2]) for number in range(30)]
    found = outcomes(await asyncio.gather(*(until_answered(each) for each in tries)))
    assert (found.count(WRONG), found.count(LOCKED)) == (5, 25)


async def test_replicas_count_for_themselves_in_memory(replicas: Replicas) -> None:
    """Two replicas without a Valkey allow twice as many failures; one is locked alone."""
    first, second = await replicas()
    assert outcomes([await login(first) for _ in range(6)]) == [WRONG] * 5 + [LOCKED]
    assert outcome(await login(second)) == WRONG


async def test_every_kind_is_counted_together(replicas: Replicas, valkey: Valkey) -> None:
    """Network addresses, registrations and refreshes too."""
    first, second = await replicas(USERS_ATTEMPTS_URL=valkey.url)
    apps = [first, second] * 3
    kinds: list[Callable[[Subgraph], Awaitable[Answer]]] = [
        lambda app: login(app, f"{new_key()}@example.com", address=ADDRESS),
        lambda app: refresh(app, new_key(), address=ADDRESS),
        lambda app: register(app, password="short", address=ADDRESS),
        lambda app: refresh(app, "crt_always_the_same"),
    ]
    for attempt in kinds:
        found = outcomes([await attempt(each) for each in apps])
        assert found[5] == "RATE_LIMITED"
        assert "RATE_LIMITED" not in found[:5]


@pytest.mark.parametrize("accident", ["stop", "hang"])
async def test_without_valkey_nobody_signs_in(
    users: Subgraph, valkey: Valkey, accident: str
) -> None:
    """Told within seconds, and again as it was as soon as Valkey is back, without a restart."""
    grace = await a_user(users, email=GRACE)
    assert outcome(await login(users, password=PASSWORD)) == "Session"
    getattr(valkey, accident)()
    for ask in (
        lambda: login(users, password=PASSWORD),
        lambda: register(users, address=ADDRESS),
        lambda: refresh(users, str(grace.session["refreshToken"])),
    ):
        answer, seconds = await _timed(ask)
        assert outcome(answer) == UNAVAILABLE
        assert answer.errors[0]["extensions"]["retryable"] is True
        assert seconds < SOON_SECONDS
    valkey.resume() if accident == "hang" else valkey.start()
    assert outcome(await login(users, password=PASSWORD)) == "Session"
    assert outcome(await refresh(users, str(grace.session["refreshToken"]))) == "Session"


async def test_without_valkey_everything_can_be_read(users: Subgraph, valkey: Valkey) -> None:
    """Who is signed in stays so, and whoever may read people still does."""
    grace = await a_user(users, email=GRACE)
    staff = token_for(users.stack, grace.id, "users:read:any")
    valkey.stop()
    assert (await grace.ask("{ me { id } }")).data == {"me": {"id": grace.id}}
    query = "query ($id: ID!) { user(id: $id) { id } users(first: 5) { nodes { id } } }"
    found = await users.ask(query, {"id": grace.id}, token=staff)
    assert found.data == {"user": {"id": grace.id}, "users": {"nodes": [{"id": grace.id}]}}
    key = {"__typename": "User", "id": grace.id}
    entities = await users.entities("... on User { id }", key)
    assert entities.data == {"_entities": [{"id": grace.id}]}


async def test_where_no_address_is_told_registering_needs_no_valkey(
    users: Subgraph, valkey: Valkey
) -> None:
    """Nothing is counted then, so nothing is asked."""
    valkey.stop()
    assert outcome(await register(users, email=GRACE)) == "Session"


async def test_what_is_counted_tells_nobody_and_ends(users: Subgraph, valkey: Valkey) -> None:
    """No key holds an e-mail or network address, and each ends with its window at the latest."""
    await login(users, GRACE, address=ADDRESS)
    await refresh(users, "crt_nonsense", address=ADDRESS)
    await register(users, email=GRACE, address=ADDRESS)
    kept = await valkey.expiries()
    assert len(kept) == 10
    assert not [key for key in kept for told in (GRACE, "grace", ADDRESS, "crt_") if told in key]
    assert all(0 < seconds <= 15 * 60 for seconds in kept.values())


async def _timed(ask: Callable[[], Awaitable[Answer]]) -> tuple[Answer, float]:
    started = time.perf_counter()
    answer = await ask()
    return answer, time.perf_counter() - started
