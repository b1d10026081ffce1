"""A deleted account keeps its id and nothing of the person, once nothing is owed to them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from devstack.stack import Stack
from subgraphs.products.store import connect
from subgraphs.users.app import create_app
from tests.shop import PLACE, Answer, Subgraph, new_key, order_input
from tests.users.people import (
    LOGIN,
    PASSWORD,
    Person,
    a_user,
    an_admin,
    refresh,
    sql,
    with_scopes,
)
from tests.users.test_addresses import add

DELETE = """mutation ($id: ID!, $key: IdempotencyKey!) {
  deleteUser(userId: $id, idempotencyKey: $key) {
    deletedUserId replayed
    errors { __typename ... on UserError { code path } ... on OpenOrdersExist { openOrders } }
} }"""
CANCEL = """mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  order { status } errors { __typename } } }"""


async def delete(viewer: Person, id: str, key: str | None = None) -> Any:
    """The payload of one deletion."""
    answer = await viewer.ask(DELETE, {"id": id, "key": key or new_key()})
    return answer.data["deleteUser"]


@pytest.fixture
async def orders_running(stack: Stack) -> AsyncIterator[Subgraph]:
    """The orders subgraph the accounts are closed in: the running one."""
    async with httpx2.AsyncClient(base_url=stack.ports.url("orders"), timeout=12) as client:
        yield Subgraph("orders", client, stack)


async def place(person: Person, orders: Subgraph) -> Answer:
    """One order of this person's, for whatever there is."""
    database = connect(orders.stack.databases.urls()["CATALOGUE_MONGO_URL"])
    found = await database["stock"].find_one({"available": {"$gt": 5}})
    database.client.close()
    assert found is not None
    return await orders.ask(PLACE, {"input": order_input([found["_id"]])}, token=person.token)


async def test_nothing_of_the_person_is_left(users: Subgraph, users_database: str) -> None:
    """The id and when it was made stay; name, address, book, sessions, roles and password go, in
    every table; what others see of them is a name that names nobody."""
    person = await a_user(users, displayName="Wilhelmina", email="mina@example.com")
    await add(person, name="Wilhelmina", line1="9 Lantern Lane")
    await person.log_in(deviceName="Mina's phone")
    payload = await delete(person, person.id)
    assert payload == {"deletedUserId": person.id, "replayed": False, "errors": []}

    admin = await an_admin(users, users_database)
    query = """query ($id: ID!) { user(id: $id) {
      id displayName email status roles addresses { id } } }"""
    assert (await admin.ask(query, {"id": person.id})).data["user"] == {
        "id": person.id,
        "displayName": "Deleted user",
        "email": None,
        "status": "DELETED",
        "roles": [],
        "addresses": [],
    }
    tables = await sql(
        users_database,
        "select table_name from information_schema.tables where table_schema = 'public'",
    )
    for table in tables:
        rows = await sql(users_database, f"select * from {table.table_name}")  # noqa: S608
        for word in ("Wilhelmina", "mina@", "Lantern", "Mina's"):
            assert word not in str(rows), table.table_name
    assert (await refresh(users, person.session["refreshToken"]))["session"] is None
    for email in ("mina@example.com", f"{person.id}@deleted.invalid"):
        given = {"email": email, "password": PASSWORD}
        login = (await users.ask(LOGIN, {"input": given})).data["login"]
        assert login["errors"][0]["__typename"] == "InvalidCredentials"


async def test_the_address_is_free_again(users: Subgraph) -> None:
    """Whoever comes back is somebody new."""
    person = await a_user(users, email="mina@example.com")
    await delete(person, person.id)
    assert (await a_user(users, email="mina@example.com")).id != person.id


async def test_a_retry_gets_the_same_answer(users: Subgraph) -> None:
    """By the owner with a token that is still good, and when twenty come at once."""
    person, key = await a_user(users), new_key()
    payloads = await asyncio.gather(*(delete(person, person.id, key) for _ in range(20)))
    payloads.append(await delete(person, person.id, key))
    assert all(each["deletedUserId"] == person.id for each in payloads)
    assert sum(not each["replayed"] for each in payloads) == 1


async def test_a_key_means_one_deletion(users: Subgraph, users_database: str) -> None:
    """Used for another account it is refused, and that account lives."""
    admin = await an_admin(users, users_database)
    first, second = await a_user(users), await a_user(users)
    key = new_key()
    await delete(admin, first.id, key)
    payload = await delete(admin, second.id, key)
    assert [each["__typename"] for each in payload["errors"]] == ["IdempotencyKeyReused"]
    assert (await second.ask("{ me { status } }")).data["me"]["status"] == "ACTIVE"


async def test_nobody_deletes_somebody_else(users: Subgraph) -> None:
    """Another's, an unknown, a deleted and a made-up id are one answer; staff who is no
    administrator gets no further."""
    person, other = await a_user(users), await a_user(users)
    gone = await a_user(users)
    await delete(gone, gone.id)
    for id in (person.id, gone.id, "usr_01m7xzyextekbvegmcqfc3xaep", "nonsense", "nul\0"):
        payload = await delete(other, id)
        assert payload["deletedUserId"] is None
        assert payload["errors"] == [
            {"__typename": "UserNotFound", "code": "USER_NOT_FOUND", "path": ["userId"]}
        ]
    support = with_scopes(await a_user(users), "users:read:any")
    answer = await support.ask(DELETE, {"id": person.id, "key": new_key()})
    assert answer.codes == ["FORBIDDEN"]
    assert (await person.ask("{ me { status } }")).data["me"]["status"] == "ACTIVE"


async def test_open_orders_keep_the_account(users: Subgraph, orders_running: Subgraph) -> None:
    """Refused with how many there are, again and again for that key; deleted with a new key once
    they are cancelled. Nobody orders in the name of somebody who is gone."""
    person, key = await a_user(users), new_key()
    placed = (await place(person, orders_running)).data["placeOrder"]
    assert placed["errors"] == []
    for replayed in (False, True):
        payload = await delete(person, person.id, key)
        assert payload["replayed"] is replayed
        assert payload["errors"] == [
            {
                "__typename": "OpenOrdersExist",
                "code": "OPEN_ORDERS_EXIST",
                "path": ["userId"],
                "openOrders": 1,
            }
        ]
    given = {
        "input": {
            "orderId": placed["order"]["id"],
            "idempotencyKey": new_key(),
            "reason": "CHANGED_MIND",
        }
    }
    cancelled = await orders_running.ask(CANCEL, given, token=person.token)
    assert cancelled.data["cancelOrder"]["order"]["status"] == "CANCELLED"
    assert (await delete(person, person.id, key))["deletedUserId"] is None
    assert (await delete(person, person.id))["deletedUserId"] == person.id
    assert (await place(person, orders_running)).codes == ["UNAUTHENTICATED"]


async def test_without_orders_nobody_is_deleted(
    users: Subgraph, users_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is that it is not known; the account lives, and the same key goes on later."""
    person, key = await a_user(users), new_key()
    nobody = {"USERS_DATABASE_URL": users_database, "USERS_ORDERS_URL": "http://127.0.0.1:9/"}
    async with Subgraph.running(create_app, users.stack, monkeypatch, **nobody) as cut_off:
        answer = await replace(person, users=cut_off).ask(DELETE, {"id": person.id, "key": key})
    assert answer.codes == ["DEPENDENCY_UNAVAILABLE"]
    assert (await person.ask("{ me { status } }")).data["me"]["status"] == "ACTIVE"
    assert (await delete(person, person.id, key))["deletedUserId"] == person.id


async def test_nobody_can_keep_an_account_from_going(users: Subgraph) -> None:
    """Not by taking an address that looks like what a deleted account is left with."""
    person = await a_user(users)
    await a_user(users, email=f"{person.id}@deleted.invalid")
    assert (await delete(person, person.id))["deletedUserId"] == person.id


@pytest.mark.parametrize(
    "change",
    ["update users set status = 'LOCKED'", "update sessions set ended_at = now()"],
)
async def test_a_stolen_token_erases_nothing(
    users: Subgraph, users_database: str, change: str
) -> None:
    """Once support has locked the account, or its owner has ended the session."""
    person = await a_user(users)
    await sql(users_database, change)
    answer = await person.ask(DELETE, {"id": person.id, "key": new_key()})
    assert answer.codes == ["UNAUTHENTICATED"]
    (row,) = await sql(users_database, "select status from users")
    assert row.status != "DELETED"


async def test_who_was_an_administrator_erases_nobody(users: Subgraph, users_database: str) -> None:
    """Whatever the token still says."""
    admin, person = await an_admin(users, users_database), await a_user(users)
    await sql(users_database, "update users set roles = '{CUSTOMER}'")
    answer = await admin.ask(DELETE, {"id": person.id, "key": new_key()})
    assert answer.codes == ["UNAUTHENTICATED"]
    assert (await person.ask("{ me { status } }")).data["me"]["status"] == "ACTIVE"
