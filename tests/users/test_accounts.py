"""Opening an account and signing in."""

import asyncio
import re

import pytest

from subgraphs.common.ids import new_id
from tests.shop import Subgraph, a_person, new_key, token_for
from tests.users.signing_in import until_answered

REGISTER = """mutation ($input: RegisterUserInput!) { registerUser(input: $input) {
  replayed user { id displayName email roles status } session { accessToken scopes }
  errors { __typename ... on UserError { code message path } ... on WeakPassword { violations } }
} }"""
LOGIN = """mutation ($input: LoginInput!) { login(input: $input) {
  user { id email } session { accessToken }
  errors { __typename ... on UserError { code message } }
} }"""
PASSWORD = "a long and odd passphrase"


async def register(users: Subgraph, **changes: str) -> dict[str, object]:
    """The payload of one registration."""
    given = a_person(**{"email": "grace@example.com", **changes})
    answer = await until_answered(lambda: users.ask(REGISTER, {"input": given}))
    payload: dict[str, object] = answer.data["registerUser"]
    return payload


async def test_an_account_opens_with_a_session(users: Subgraph) -> None:
    """Who registers is signed in, is a customer, and reads their own address in the same answer."""
    payload = await register(users)
    user, session = payload["user"], payload["session"]
    assert isinstance(user, dict)
    assert isinstance(session, dict)
    assert (user["email"], user["roles"], user["status"]) == (
        "grace@example.com",
        ["CUSTOMER"],
        "ACTIVE",
    )
    assert session["scopes"] == ["orders:write", "users:delete:self", "users:read:self"]
    me = await users.ask("{ me { id } viewer { user { id } } }", token=session["accessToken"])
    assert me.data == {"me": {"id": user["id"]}, "viewer": {"user": {"id": user["id"]}}}


async def test_an_address_has_one_account_in_any_case(users: Subgraph) -> None:
    """Of fifty concurrent registrations of one address, in many spellings, one succeeds."""
    spellings = ["grace@example.com", "Grace@example.com", "GRACE@EXAMPLE.COM"]
    tries = [register(users, email=spellings[number % 3]) for number in range(50)]
    payloads = await asyncio.gather(*tries)
    opened = [payload for payload in payloads if payload["user"]]
    refused = [payload["errors"] for payload in payloads if not payload["user"]]
    assert len(opened) == 1
    assert all(errors[0]["__typename"] == "EmailTaken" for errors in refused)  # type: ignore[index]


async def test_concurrent_retries_of_one_registration_open_one_account(users: Subgraph) -> None:
    """One key, many tries at once: all get the same account."""
    given = a_person()
    tries = (until_answered(lambda: users.ask(REGISTER, {"input": given})) for _ in range(8))
    answers = await asyncio.gather(*tries)
    payloads = [answer.data["registerUser"] for answer in answers]
    assert len({payload["user"]["id"] for payload in payloads}) == 1
    assert sorted(payload["replayed"] for payload in payloads) == [False] + [True] * 7


@pytest.mark.parametrize(
    ("changes", "error", "path"),
    [
        ({"password": "short"}, "WeakPassword", ["input", "password"]),
        ({"password": "x" * 129}, "WeakPassword", ["input", "password"]),
        ({"password": "grace and grace again"}, "WeakPassword", ["input", "password"]),
        ({"displayName": "   "}, "InvalidInput", ["input", "displayName"]),
        ({"displayName": "x" * 81}, "InvalidInput", ["input", "displayName"]),
        ({"displayName": "nul\0"}, "InvalidInput", ["input", "displayName"]),
    ],
)
async def test_what_cannot_be_is_a_typed_error_and_leaves_the_key_free(
    users: Subgraph, changes: dict[str, str], error: str, path: list[str]
) -> None:
    """The error says where; the same key then works with a better value."""
    key = new_key()
    refused = await register(users, idempotencyKey=key, **changes)
    (found,) = refused["errors"]  # type: ignore[misc]
    assert (found["__typename"], found["path"]) == (error, path)  # type: ignore[has-type]
    assert (await register(users, idempotencyKey=key))["user"] is not None


async def test_signing_in_needs_both_address_and_password(users: Subgraph) -> None:
    """A wrong password and an unknown address get the same answer; the right pair a session."""
    await register(users)

    async def login(email: str, password: str) -> dict[str, object]:
        given = {"email": email, "password": password}
        payload: dict[str, object] = (await users.ask(LOGIN, {"input": given})).data["login"]
        return payload

    wrong = await login("grace@example.com", "another passphrase")
    unknown = await login("nobody@example.com", PASSWORD)
    assert wrong == unknown
    assert wrong["errors"][0]["__typename"] == "InvalidCredentials"  # type: ignore[index]
    assert (await login("GRACE@example.com", PASSWORD))["session"] is not None


async def test_a_guest_is_nobody(users: Subgraph) -> None:
    """Without a token `me` and `viewer` are null, and that is no error."""
    assert (await users.ask("{ me { id } viewer { user { id } } }")).data == {
        "me": None,
        "viewer": None,
    }


async def test_a_bad_token_is_told_where_a_viewer_is_needed(users: Subgraph) -> None:
    """`me` says that the token does not count, instead of calling its sender a guest."""
    assert (await users.ask("{ me { id } }", token="rubbish")).codes == ["UNAUTHENTICATED"]


async def test_other_peoples_accounts_need_a_scope(users: Subgraph) -> None:
    """`user(id)`, `node(id)` and protected fields open with users:read:any, and only with it."""
    grace = (await register(users))["user"]
    assert isinstance(grace, dict)
    other, staff = new_id("usr"), token_for(users.stack, new_id("usr"), "users:read:any")
    query = "query ($id: ID!) { user(id: $id) { email } node(id: $id) { id } }"
    seen = await users.ask(query, {"id": grace["id"]}, token=staff)
    assert seen.data == {"user": {"email": "grace@example.com"}, "node": {"id": grace["id"]}}

    stranger = await users.ask(query, {"id": grace["id"]}, token=token_for(users.stack, other))
    assert stranger.partial == {"user": None, "node": None}
    assert stranger.codes == ["FORBIDDEN"]
    key = {"__typename": "User", "id": grace["id"]}
    token = token_for(users.stack, other)
    entity = await users.entities("... on User { displayName email roles }", key, token=token)
    assert entity.partial == {"_entities": [{"displayName": "Grace", "email": None, "roles": None}]}
    assert entity.codes == ["FORBIDDEN", "FORBIDDEN"]


async def test_nodes_come_in_the_order_of_their_ids(users: Subgraph) -> None:
    """What another subgraph owns comes as a key, what nobody has as null; 101 are refused."""
    order, product = new_id("ord"), new_id("prd")
    ids = [order, "nonsense", product, "prd_made_up"]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    assert (await users.ask(query, {"ids": ids})).data["nodes"] == [
        {"__typename": "Order", "id": order},
        None,
        {"__typename": "Product", "id": product},
        None,
    ]
    assert (await users.ask(query, {"ids": ["prd_1"] * 101})).codes == ["BAD_USER_INPUT"]


async def test_the_public_key_is_published(users: Subgraph) -> None:
    """Whoever verifies our tokens finds the public half, and nothing of the private one."""
    keys = (await users.http.get("/.well-known/jwks.json")).json()["keys"]
    assert keys
    for key in keys:
        assert (key["kty"], key["alg"]) == ("RSA", "RS256")
        assert re.fullmatch(r"users:\d{8}T\d{6}Z", key["kid"])
        assert not {"d", "p", "q"} & key.keys()
