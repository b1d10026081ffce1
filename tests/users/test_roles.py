"""Administrators grant and revoke roles; nobody else does."""

import asyncio

import pytest

from tests.shop import Subgraph
from tests.users.people import a_user, an_admin, refresh, sql, with_scopes

ASSIGN = """mutation ($id: ID!, $role: Role!) { assignRole(userId: $id, role: $role) {
  user { id roles } errors { __typename ... on UserError { code path } } } }"""
REVOKE = """mutation ($id: ID!, $role: Role!) { revokeRole(userId: $id, role: $role) {
  user { id roles } errors { __typename ... on UserError { code path } } } }"""


async def test_a_role_is_granted_and_revoked(users: Subgraph, users_database: str) -> None:
    """Both are repeatable; the scopes follow with the next refresh."""
    admin, person = await an_admin(users, users_database), await a_user(users)
    given = {"id": person.id, "role": "SUPPORT"}
    for _ in range(2):
        granted = (await admin.ask(ASSIGN, given)).data["assignRole"]
        assert granted == {
            "user": {"id": person.id, "roles": ["CUSTOMER", "SUPPORT"]},
            "errors": [],
        }
    session = (await refresh(users, person.session["refreshToken"]))["session"]
    assert "users:read:any" in session["scopes"]
    for _ in range(2):
        revoked = (await admin.ask(REVOKE, given)).data["revokeRole"]
        assert revoked["user"]["roles"] == ["CUSTOMER"]
    session = (await refresh(users, session["refreshToken"]))["session"]
    assert "users:read:any" not in session["scopes"]


async def test_roles_granted_at_once_all_stay(users: Subgraph, users_database: str) -> None:
    """No grant overwrites another."""
    admin, person = await an_admin(users, users_database), await a_user(users)
    roles = ["SUPPORT", "CATALOG_MANAGER", "FULFILMENT", "ADMIN"]
    await asyncio.gather(
        *(admin.ask(ASSIGN, {"id": person.id, "role": role}) for role in roles * 3)
    )
    shown = await admin.ask("query ($id: ID!) { user(id: $id) { roles } }", {"id": person.id})
    assert sorted(shown.data["user"]["roles"]) == sorted([*roles, "CUSTOMER"])


@pytest.mark.parametrize("id", ["usr_01m7xzyextekbvegmcqfc3xaep", "nonsense", "ord_1", "nul\0"])
async def test_a_role_for_nobody_is_a_typed_error(
    users: Subgraph, users_database: str, id: str
) -> None:
    """Unknown and made-up ids alike."""
    admin = await an_admin(users, users_database)
    for name, query in (("assignRole", ASSIGN), ("revokeRole", REVOKE)):
        payload = (await admin.ask(query, {"id": id, "role": "SUPPORT"})).data[name]
        assert payload["user"] is None
        assert [each["__typename"] for each in payload["errors"]] == ["UserNotFound"]


async def test_an_administrator_stays_one(users: Subgraph, users_database: str) -> None:
    """Nobody takes ADMIN from themselves: the last one would lock the shop out."""
    admin = await an_admin(users, users_database)
    payload = (await admin.ask(REVOKE, {"id": admin.id, "role": "ADMIN"})).data["revokeRole"]
    assert payload["errors"] == [
        {"__typename": "InvalidInput", "code": "INVALID_INPUT", "path": ["role"]}
    ]


@pytest.mark.parametrize("scopes", [(), ("users:read:any",), ("users:delete:self", "orders:write")])
async def test_nobody_else_grants_roles(users: Subgraph, scopes: tuple[str, ...]) -> None:
    """Least of all to themselves."""
    person = with_scopes(await a_user(users), *scopes)
    for query in (ASSIGN, REVOKE):
        assert (await person.ask(query, {"id": person.id, "role": "ADMIN"})).codes == ["FORBIDDEN"]


@pytest.mark.parametrize(
    "change", ["roles = '{CUSTOMER}'", "status = 'LOCKED'", "status = 'DELETED'"]
)
async def test_who_was_an_administrator_makes_none(
    users: Subgraph, users_database: str, change: str
) -> None:
    """A token that still says so gives nobody a role, least of all back to its owner."""
    admin = await an_admin(users, users_database)
    await sql(users_database, f"update users set {change}")  # noqa: S608 - a test's own words
    for query in (ASSIGN, REVOKE):
        answer = await admin.ask(query, {"id": admin.id, "role": "SUPPORT"})
        assert answer.codes == ["FORBIDDEN"]
