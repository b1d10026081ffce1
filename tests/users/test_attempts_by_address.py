"""Failures are counted by network address too, where a trusted proxy tells it."""

from collections.abc import AsyncIterator

import pytest

from devstack.stack import Stack
from tests.databases import FreshDatabases
from tests.shop import Answer, Subgraph, new_key
from tests.users.people import PASSWORD
from tests.users.signing_in import HEADER, login, outcomes, refresh, register

WRONG, LIMITED = "InvalidCredentials", "RATE_LIMITED"


@pytest.fixture
async def proxied(
    stack: Stack, fresh: FreshDatabases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Subgraph]:
    """The users subgraph, told in which header the proxy writes the client's address."""
    from subgraphs.users.app import create_app

    with fresh.postgres("users") as url:
        own = {"USERS_DATABASE_URL": url, "USERS_CLIENT_ADDRESS_HEADER": HEADER}
        async with Subgraph.running(create_app, stack, monkeypatch, **own) as subgraph:
            yield subgraph


def somebody() -> str:
    """An e-mail address that nobody has tried yet."""
    return f"{new_key()}@example.com"


async def test_many_accounts_from_one_address(proxied: Subgraph) -> None:
    """Five failures, whatever the accounts; then that address waits, and no other does."""
    await register(proxied, email="grace@example.com")
    tries = [await login(proxied, somebody(), address="192.0.2.1") for _ in range(6)]
    assert outcomes(tries) == [WRONG] * 5 + [LIMITED]
    assert 0 < tries[-1].errors[0]["extensions"]["retryAfterMs"] <= 60_000
    right = [await login(proxied, password=PASSWORD, address=f"192.0.2.{n}") for n in (1, 2)]
    assert outcomes(right) == [LIMITED, "Session"]


async def test_one_customer_has_many_addresses_of_version_6(proxied: Subgraph) -> None:
    """A /64 counts as one; the next one is somebody else, and so is nobody's address."""
    same = [await login(proxied, somebody(), address=f"2001:db8::{n}") for n in range(1, 7)]
    other = [await login(proxied, somebody(), address="2001:db8:0:1::1")]
    mapped = [await login(proxied, somebody(), address="::ffff:192.0.2.9") for _ in range(5)]
    mapped.append(await login(proxied, somebody(), address="192.0.2.9"))
    assert outcomes(same) == [WRONG] * 5 + [LIMITED]
    assert outcomes(other) == [WRONG]
    assert outcomes(mapped) == [WRONG] * 5 + [LIMITED]


async def test_a_success_does_not_clear_the_address(proxied: Subgraph) -> None:
    """Whoever owns one account cannot wash away what they tried on others."""
    await register(proxied, email="grace@example.com")
    tries = [await login(proxied, somebody(), address="192.0.2.1") for _ in range(4)]
    tries.append(await login(proxied, password=PASSWORD, address="192.0.2.1"))
    tries += [await login(proxied, somebody(), address="192.0.2.1") for _ in range(2)]
    assert outcomes(tries) == [WRONG] * 4 + ["Session", WRONG, LIMITED]


async def test_each_registration_counts(proxied: Subgraph) -> None:
    """Five from one address, opened or not; then another address still opens one."""
    given = [{}, {"password": "short"}, {}, {"password": "short"}, {}, {}]
    tries = [await register(proxied, address="192.0.2.1", **each) for each in given]
    expected = ["Session", "WeakPassword", "Session", "WeakPassword", "Session", LIMITED]
    assert outcomes(tries) == expected
    assert outcomes([await register(proxied, address="192.0.2.2")]) == ["Session"]


async def test_refreshes_that_fail_count_for_themselves(proxied: Subgraph) -> None:
    """Five made-up tokens from one address; signing in there is another count."""
    await register(proxied, email="grace@example.com")
    tries = [await refresh(proxied, new_key(), address="192.0.2.1") for _ in range(6)]
    assert outcomes(tries) == [WRONG] * 5 + [LIMITED]
    assert outcomes([await refresh(proxied, new_key(), address="192.0.2.2")]) == [WRONG]
    right = await login(proxied, password=PASSWORD, address="192.0.2.1")
    assert outcomes([right]) == ["Session"]
    assert outcomes([await refresh(proxied, _token(right), address="192.0.2.1")]) == [LIMITED]
    assert outcomes([await refresh(proxied, _token(right), address="192.0.2.3")]) == ["Session"]


def _token(answer: Answer) -> str:
    token: str = answer.data["login"]["session"]["refreshToken"]
    return token


async def test_the_header_counts_from_the_router_alone(proxied: Subgraph) -> None:
    """Without the router's credential it is what anybody may have written."""
    tries = [
        await login(proxied, somebody(), address="192.0.2.1", as_router=False) for _ in range(7)
    ]
    assert outcomes(tries) == [WRONG] * 7


async def test_the_header_counts_where_it_is_set_alone(users: Subgraph) -> None:
    """Without the setting there is no proxy to trust."""
    tries = [await login(users, somebody(), address="192.0.2.1") for _ in range(7)]
    assert outcomes(tries) == [WRONG] * 7
