"""Whatever is killed, an account opens once, a session goes on, and a deletion comes to its end."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
import pytest

from devstack.stack import Stack
from tests.crash.points import ACCOUNT_POINTS
from tests.crash.world import World, a_service, free_ports, until
from tests.databases import FreshDatabases
from tests.shop import a_person, new_key
from tests.users.people import LOGIN, REFRESH, REGISTER, sql
from tests.users.test_deletion import DELETE

# A process that died is there again sooner than that.
PATIENCE_SECONDS = 30


class Accounts:
    """Users, its worker, and a client that asks again until it is answered."""

    def __init__(self, world: World, database: str, http: httpx2.AsyncClient) -> None:
        self.world = world
        self.database = database
        self._http = http

    async def ask(
        self, query: str, variables: Mapping[str, Any], token: str | None = None
    ) -> dict[str, Any]:
        """The data of the first answer without an error."""
        answered: dict[str, Any] = {}

        async def one() -> bool:
            headers = {"authorization": f"Bearer {token}"} if token else {}
            body = {"query": query, "variables": variables}
            try:
                response = await self._http.post(
                    f"{self.world.url('users-1')}/graphql", json=body, headers=headers
                )
            except httpx2.HTTPError:
                return False
            answered.update(response.json())
            return "errors" not in answered

        await until(one, PATIENCE_SECONDS)
        return dict(answered["data"])


def _process(point: str) -> str:
    return "users-worker" if point.startswith("users-relay") else "users-1"


@pytest.fixture
async def accounts(
    stack: Stack, fresh: FreshDatabases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Accounts]:
    """Processes of their own over a database of the test's own; orders is the running one."""
    with fresh.postgres("users") as database:
        env = {
            **stack.subgraphs.environment(),
            "USERS_DATABASE_URL": database,
            "USERS_LOG_LEVEL": "WARNING",
            "PLANTED_BUG": "",
        }
        world = World(stack, tmp_path_factory.mktemp("accounts"), env, "", "", {})
        names = ("users-1", "users-worker")
        ports = zip(names, free_ports(2), strict=True)
        world.services = {name: a_service(world, stack, name, port, {}) for name, port in ports}
        try:
            await world.start()
            async with httpx2.AsyncClient(timeout=10) as http:
                yield Accounts(world, database, http)
        finally:
            await world.stop()


@pytest.mark.parametrize("armed", ["before|publish$", "after|published$"])
async def test_a_life_of_an_account_survives_every_kill(accounts: Accounts, armed: str) -> None:
    """Register, refresh, delete: killed at each step, and asked again with its key or token when
    nobody answers. There is one account and one deletion; whoever should hear of it does."""
    points = {(_process(each), each) for each in ACCOUNT_POINTS if re.search(armed, each)}
    for process, point in points:
        accounts.world.arm(process, point)
    given = a_person()
    opened = (await accounts.ask(REGISTER, {"input": given}))["registerUser"]
    assert opened["errors"] == []
    id, session = opened["user"]["id"], opened["session"]
    for _ in range(2):
        refreshed = await accounts.ask(REFRESH, {"token": session["refreshToken"]})
        assert refreshed["refreshSession"]["errors"] == []
        session = refreshed["refreshSession"]["session"]
    wanted = {"id": id, "key": new_key()}
    deleted = (await accounts.ask(DELETE, wanted, session["accessToken"]))["deleteUser"]
    assert deleted["deletedUserId"] == id

    async def all_told() -> bool:
        return not await sql(accounts.database, "select 1 from outbox")

    await until(all_told, PATIENCE_SECONDS)
    assert accounts.world.disarm() == points
    counted = "select count(*) as n, count(distinct user_id) as people from registrations"
    ((registrations, people),) = await sql(accounts.database, counted)
    assert (registrations, people) == (1, 1)
    assert not await sql(accounts.database, "select 1 from outbox_dead")
    rows = await sql(accounts.database, "select status, version from users")
    assert [(row.status, row.version) for row in rows] == [("DELETED", 2)]
    login = {"input": {"email": given["email"], "password": given["password"]}}
    assert (await accounts.ask(LOGIN, login))["login"]["session"] is None
