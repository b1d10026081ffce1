"""A session goes on by refresh tokens that are used once, and ends when its owner says so."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from subgraphs.common.postgres import Database
from subgraphs.users.domain.people import UserId
from subgraphs.users.domain.sessions import Lifetimes
from subgraphs.users.outbox import Outbox
from subgraphs.users.store import SessionStore, UserStore
from tests.shop import Subgraph, a_person
from tests.users.people import PASSWORD, REGISTER, SESSIONS, a_user, refresh, sql, with_scopes

LOGOUT = """mutation ($everywhere: Boolean!) { logout(input: { everywhere: $everywhere }) {
  errors { code message } } }"""
REVOKE = """mutation ($id: ID!) { revokeSession(sessionId: $id) {
  revokedSessionId errors { __typename } } }"""


async def test_an_access_token_says_what_the_contract_says(users: Subgraph) -> None:
    """RS256 with a kid, a quarter of an hour, and each promised claim."""
    person = await a_user(users)
    claims = jwt.decode(person.token, options={"verify_signature": False})
    header = jwt.get_unverified_header(person.token)
    assert header["alg"] == "RS256"
    assert header["kid"].startswith("users:")
    assert {"iss", "aud", "sub", "iat", "nbf", "exp", "jti", "scope", "roles", "sid"} == set(claims)
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("users", "commerce", person.id)
    assert claims["exp"] - claims["iat"] == 15 * 60
    assert claims["roles"] == ["CUSTOMER"]


async def test_a_refresh_token_gets_the_next_one(users: Subgraph) -> None:
    """A chain of refreshes keeps one session, each token another one, with 256 random bits."""
    person = await a_user(users)
    tokens = [person.session["refreshToken"]]
    for _ in range(5):
        payload = await refresh(users, tokens[-1])
        assert payload["errors"] == []
        assert payload["user"] == {"id": person.id, "roles": ["CUSTOMER"]}
        tokens.append(payload["session"]["refreshToken"])
    assert len(set(tokens)) == 6
    assert all(len(token.removeprefix("crt_")) == 43 for token in tokens)
    (session,) = (await person.ask(SESSIONS)).data["me"]["sessions"]
    assert session["isCurrent"]


async def test_only_the_digest_of_a_refresh_token_is_kept(
    users: Subgraph, users_database: str
) -> None:
    """Whoever reads the database can refresh nothing."""
    person = await a_user(users)
    token = person.session["refreshToken"]
    (row,) = await sql(users_database, "select * from refresh_tokens")
    assert row.digest == hashlib.sha256(token.encode()).digest()
    assert token not in str(row)


async def test_tabs_of_one_browser_refresh_at_the_same_moment(users: Subgraph) -> None:
    """Of five concurrent refreshes with one token each gets a token of its own that works."""
    person = await a_user(users)
    payloads = await asyncio.gather(
        *(refresh(users, person.session["refreshToken"]) for _ in range(5))
    )
    assert all(payload["errors"] == [] for payload in payloads)
    fresh = [payload["session"]["refreshToken"] for payload in payloads]
    assert len(set(fresh)) == 5
    assert all([(await refresh(users, token))["session"] for token in fresh])
    assert len((await person.ask(SESSIONS)).data["me"]["sessions"]) == 1


async def test_more_than_the_tabs_of_a_browser_are_refused(users: Subgraph) -> None:
    """Within its grace a token is taken ten times more, then refused; the session lives on."""
    person = await a_user(users)
    payloads = [await refresh(users, person.session["refreshToken"]) for _ in range(12)]
    assert [payload["session"] is not None for payload in payloads] == [True] * 11 + [False]
    last = payloads[0]["session"]["refreshToken"]
    assert (await refresh(users, last))["session"] is not None


async def test_a_token_that_comes_again_later_ends_its_session(
    users: Subgraph, users_database: str
) -> None:
    """Two people hold it, so the thief's and the owner's tokens stop working; others go on."""
    person = await a_user(users)
    elsewhere = await person.log_in(deviceName="phone")
    stolen = person.session["refreshToken"]
    thief = (await refresh(users, stolen))["session"]["refreshToken"]
    await sql(users_database, "update refresh_tokens set used_at = used_at - interval '11 seconds'")
    again = await refresh(users, stolen)
    assert again["session"] is None
    assert again["errors"] == [
        {
            "__typename": "InvalidCredentials",
            "code": "INVALID_CREDENTIALS",
            "path": ["input", "refreshToken"],
        }
    ]
    assert (await refresh(users, thief))["session"] is None
    (left,) = (await elsewhere.ask(SESSIONS)).data["me"]["sessions"]
    assert left["deviceName"] == "phone"
    rows = await sql(
        users_database, "select ended_because from sessions where ended_at is not null"
    )
    assert [row.ended_because for row in rows] == ["TOKEN_REUSED"]


@pytest.mark.parametrize("token", ["", "crt_", "x" * 10_000, "crt_" + "A" * 43, "nul\0", "é" * 40])
async def test_what_is_no_refresh_token_is_refused(users: Subgraph, token: str) -> None:
    """Unknown, empty, long or odd: the same typed error, never a failure."""
    payload = await refresh(users, token)
    assert [each["__typename"] for each in payload["errors"]] == ["InvalidCredentials"]


async def test_an_access_token_is_no_refresh_token(users: Subgraph) -> None:
    """Neither can stand for the other."""
    person = await a_user(users)
    assert (await refresh(users, person.token))["session"] is None
    answer = await users.ask("{ me { id } }", token=person.session["refreshToken"])
    assert answer.codes == ["UNAUTHENTICATED"]


@pytest.mark.parametrize(
    "change",
    [
        "update refresh_tokens set expires_at = now()",
        "update sessions set expires_at = now()",
        "update sessions set ended_at = now()",
        "update users set status = 'LOCKED'",
    ],
)
async def test_a_session_that_is_over_is_not_refreshed(
    users: Subgraph, users_database: str, change: str
) -> None:
    """Expired, ended, or of somebody who is locked out."""
    person = await a_user(users)
    await sql(users_database, change)
    assert (await refresh(users, person.session["refreshToken"]))["session"] is None


async def test_a_refresh_token_never_outlives_its_session(
    users: Subgraph, users_database: str
) -> None:
    """However often it is refreshed, a session ends."""
    person = await a_user(users)
    ends = datetime.now(UTC) + timedelta(hours=1)
    await sql(users_database, "update sessions set expires_at = :ends", ends=ends)
    payload = await refresh(users, person.session["refreshToken"])
    assert datetime.fromisoformat(payload["session"]["refreshTokenExpiresAt"]) == ends


async def test_logging_out_ends_this_session_alone(users: Subgraph) -> None:
    """The other devices stay signed in; logging out again is no error."""
    person = await a_user(users)
    phone = await person.log_in(deviceName="phone")
    for _ in range(2):
        assert (await person.ask(LOGOUT, {"everywhere": False})).data["logout"] == {"errors": []}
    assert (await refresh(users, person.session["refreshToken"]))["session"] is None
    assert (await refresh(users, phone.session["refreshToken"]))["session"] is not None


async def test_logging_out_everywhere_ends_all_sessions(users: Subgraph) -> None:
    """Of this person, and of nobody else."""
    person, other = await a_user(users), await a_user(users)
    phone = await person.log_in(deviceName="phone")
    assert (await phone.ask(LOGOUT, {"everywhere": True})).data["logout"] == {"errors": []}
    for gone in (person, phone):
        assert (await refresh(users, gone.session["refreshToken"]))["session"] is None
    assert (await refresh(users, other.session["refreshToken"]))["session"] is not None


async def test_a_token_without_a_session_is_told_so(users: Subgraph) -> None:
    """It can only log out everywhere."""
    person = with_scopes(await a_user(users), "orders:write")
    errors = (await person.ask(LOGOUT, {"everywhere": False})).data["logout"]["errors"]
    assert [each["code"] for each in errors] == ["INVALID_INPUT"]
    assert (await person.ask(LOGOUT, {"everywhere": True})).data["logout"]["errors"] == []


async def test_devices_are_listed_for_their_owner(users: Subgraph) -> None:
    """Each with its name, when it was seen, and which of them is asking; the latest first."""
    person = await a_user(users)
    names = ["Ada's phone", "  cut\nhere\x07 ", "x" * 200, ""]
    devices = [await person.log_in(deviceName=name) for name in names]
    shown = (await devices[0].ask(SESSIONS)).data["me"]["sessions"]
    assert [each["deviceName"] for each in shown] == [
        None,
        "x" * 80,
        "cuthere",
        "Ada's phone",
        None,
    ]
    assert [each["isCurrent"] for each in shown] == [False, False, False, True, False]
    assert all(each["signedInAt"] <= each["lastSeenAt"] < each["expiresAt"] for each in shown)


async def test_the_list_of_devices_has_an_end(users: Subgraph, users_database: str) -> None:
    """Of somebody who logs in for everything, the fifty that were seen last are shown."""
    person = await a_user(users)
    await sql(
        users_database,
        "insert into sessions (id, user_id, device_name, last_seen_at, expires_at) "
        "select uuidv7(), user_id, 'device ' || n, now() + n * interval '1 second', expires_at "
        "from sessions, generate_series(1, 60) n",
    )
    shown = (await person.ask(SESSIONS)).data["me"]["sessions"]
    assert [each["deviceName"] for each in shown] == [f"device {n}" for n in range(60, 10, -1)]


async def test_nobody_else_sees_or_ends_a_session(users: Subgraph) -> None:
    """Not with the id, not as staff: "not yours" and "does not exist" are the same answer."""
    person = await a_user(users)
    support = with_scopes(await a_user(users), "users:read:any", "users:admin")
    (mine,) = (await person.ask(SESSIONS)).data["me"]["sessions"]
    seen = await support.ask(
        "query ($id: ID!) { user(id: $id) { sessions { id } } }", {"id": person.id}
    )
    assert seen.partial == {"user": {"sessions": None}}
    assert seen.codes == ["FORBIDDEN"]
    for id in (mine["id"], "ses_01m7xzyextekbvegmcqfc3xaep", "nonsense"):
        payload = (await support.ask(REVOKE, {"id": id})).data["revokeSession"]
        assert payload == {
            "revokedSessionId": None,
            "errors": [{"__typename": "SessionNotFound"}],
        }
    assert (await refresh(users, person.session["refreshToken"]))["session"] is not None


async def test_a_lost_device_is_signed_out(users: Subgraph) -> None:
    """Its owner ends its session from another device; a second time there is none."""
    person = await a_user(users)
    phone = await person.log_in(deviceName="phone")
    shown = (await person.ask(SESSIONS)).data["me"]["sessions"]
    id = next(each["id"] for each in shown if each["deviceName"] == "phone")
    first, second = [(await person.ask(REVOKE, {"id": id})).data["revokeSession"] for _ in range(2)]
    assert first == {"revokedSessionId": id, "errors": []}
    assert second["errors"] == [{"__typename": "SessionNotFound"}]
    assert (await refresh(users, phone.session["refreshToken"]))["session"] is None


async def test_a_new_role_counts_from_the_next_refresh_on(
    users: Subgraph, users_database: str
) -> None:
    """Tokens that are out keep their scopes; the next one has those of today."""
    person = await a_user(users)
    await sql(users_database, "update users set roles = '{SUPPORT}'")
    session = (await refresh(users, person.session["refreshToken"]))["session"]
    assert session["scopes"] == ["orders:read:any", "orders:refund", "users:read:any"]


async def test_a_password_is_proved_before_the_session_opens(users: Subgraph) -> None:
    """A wrong one opens none."""
    person = await a_user(users)
    given = {"email": person.email, "password": PASSWORD + "!"}
    answer = await users.ask(
        "mutation ($input: LoginInput!) { login(input: $input) { session { accessToken } } }",
        {"input": given},
    )
    assert answer.data["login"]["session"] is None
    assert len((await person.ask(SESSIONS)).data["me"]["sessions"]) == 1


@pytest.mark.parametrize(
    "change",
    ["password_hash = 'another'", "status = 'LOCKED'", "status = 'DELETED'"],
)
async def test_what_was_proved_before_a_change_opens_nothing_after_it(
    users: Subgraph, users_database: str, change: str
) -> None:
    """A login that was under way when the password changed, or the account was locked or deleted,
    gets no session: the store looks again, in the statement that opens it."""
    person = await a_user(users)
    database = Database(users_database)
    accounts = UserStore(database, Outbox(database.engine))
    proved = await accounts.account_by_id(UserId(person.id))
    assert proved is not None
    month = timedelta(days=30)
    sessions = SessionStore(database, Lifetimes(access=month, refresh=month, session=month))
    assert await sessions.open(proved, None, b"first") is not None
    await sql(users_database, f"update users set {change}")  # noqa: S608 - a test's own words
    assert await sessions.open(proved, None, b"second") is None
    await database.close()


async def test_a_locked_person_does_not_register_back_in(
    users: Subgraph, users_database: str
) -> None:
    """The registration that once opened the account opens no session while it is locked."""
    given = a_person()
    await users.ask(REGISTER, {"input": given})
    await sql(users_database, "update users set status = 'LOCKED'")
    assert (await users.ask(REGISTER, {"input": given})).codes == ["UNAUTHENTICATED"]


async def test_a_device_that_cannot_come_back_is_not_listed(
    users: Subgraph, users_database: str
) -> None:
    """Its refresh token has lapsed, though its session would have gone on."""
    person = await a_user(users)
    await person.log_in(deviceName="old phone")
    await sql(
        users_database,
        "update sessions set last_seen_at = now() - interval '31 days' "
        "where device_name = 'old phone'",
    )
    shown = (await person.ask(SESSIONS)).data["me"]["sessions"]
    assert [each["deviceName"] for each in shown] == [None]


async def test_each_login_of_a_document_shows_what_is_true_then(users: Subgraph) -> None:
    """The second of two shows both sessions, not what was loaded for the first."""
    person = await a_user(users)
    query = """mutation ($input: LoginInput!) {
      a: login(input: $input) { user { sessions { id } } }
      b: login(input: $input) { user { sessions { id } } } }"""
    given = {"input": {"email": person.email, "password": PASSWORD}}
    shown = (await users.ask(query, given)).data
    assert [len(shown[alias]["user"]["sessions"]) for alias in "ab"] == [2, 3]
