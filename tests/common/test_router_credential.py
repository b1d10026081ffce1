"""Only the router may ask a subgraph for entities; its credential is turned without an outage."""

import pytest

from devstack.keys import router_secret
from devstack.stack import Stack
from subgraphs.users.app import create_app
from tests.shop import Subgraph

SDL = "{ _service { sdl } }"
NEW = "a-new-secret-of-the-router"


async def answered(subgraph: Subgraph, secret: str) -> list[str]:
    """The codes of the errors when asked with *secret*; none when it was answered."""
    response = await subgraph.http.post(
        "/graphql", json={"query": SDL}, headers={"x-router-secret": secret}
    )
    return [error["extensions"]["code"] for error in response.json().get("errors", [])]


async def test_both_secrets_count_while_they_are_turned(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A router that still has the old one and one that has the new one are both the router."""
    old = router_secret(stack.layout, "users")
    own = {"USERS_ROUTER_SECRET": NEW, "USERS_ROUTER_SECRET_PREVIOUS": old}
    async with Subgraph.running(create_app, stack, monkeypatch, **own) as users:
        assert [await answered(users, each) for each in (NEW, old)] == [[], []]
        for wrong in ("", f"{NEW}{old}", NEW[:-1], router_secret(stack.layout, "orders")):
            assert await answered(users, wrong) == ["FORBIDDEN"]


async def test_old_secret_counts_no_more_once_it_is_dropped(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the second variable only the new one opens anything."""
    monkeypatch.delenv("USERS_ROUTER_SECRET_PREVIOUS", raising=False)
    own = {"USERS_ROUTER_SECRET": NEW}
    async with Subgraph.running(create_app, stack, monkeypatch, **own) as users:
        assert await answered(users, NEW) == []
        assert await answered(users, router_secret(stack.layout, "users")) == ["FORBIDDEN"]
