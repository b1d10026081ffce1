"""What the owner of an account changes of it: name, address, password."""

import asyncio

import pytest

from tests.shop import Subgraph
from tests.users.people import LOGIN, PASSWORD, SESSIONS, a_user, refresh, sql

UPDATE = """mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
  user { id displayName email emailVerified }
  errors { __typename ... on UserError { code message path } } } }"""
CHANGE = """mutation ($current: String!, $new: String!) {
  changePassword(input: { currentPassword: $current, newPassword: $new }) {
    user { id } errors { __typename ... on UserError { path } ... on WeakPassword { violations } }
} }"""
NEW = "quite another phrase of words"


async def test_a_profile_is_changed_in_part(users: Subgraph) -> None:
    """What is left out, or null, stays; the same answer already shows the new values. Nothing to
    change is told so."""
    person = await a_user(users, displayName="Grace")
    renamed = await person.ask(
        UPDATE, {"input": {"displayName": "  Amazing Grace ", "email": None}}
    )
    assert renamed.data["updateProfile"] == {
        "errors": [],
        "user": {
            "id": person.id,
            "displayName": "Amazing Grace",
            "email": person.email,
            "emailVerified": False,
        },
    }
    nothing = (await person.ask(UPDATE, {"input": {}})).data["updateProfile"]
    assert [each["__typename"] for each in nothing["errors"]] == ["InvalidInput"]


async def test_a_new_address_is_not_verified(users: Subgraph, users_database: str) -> None:
    """Another spelling of the same one still is."""
    person = await a_user(users)
    await sql(users_database, "update users set email_verified = true")
    for email, verified in ((person.email.upper(), True), ("new@example.com", False)):
        changed = (await person.ask(UPDATE, {"input": {"email": email}})).data["updateProfile"]
        assert (changed["user"]["email"], changed["user"]["emailVerified"]) == (email, verified)
    given = {"email": "NEW@example.com", "password": PASSWORD}
    assert (await users.ask(LOGIN, {"input": given})).data["login"]["user"] == {"id": person.id}


async def test_nobody_takes_another_ones_address(users: Subgraph) -> None:
    """In any case, and also when twenty want it at the same moment."""
    first, people = await a_user(users), [await a_user(users) for _ in range(20)]
    taken = (await people[0].ask(UPDATE, {"input": {"email": first.email.upper()}})).data
    assert taken["updateProfile"]["user"] is None
    (error,) = taken["updateProfile"]["errors"]
    assert (error["__typename"], error["path"]) == ("EmailTaken", ["input", "email"])
    answers = await asyncio.gather(
        *(each.ask(UPDATE, {"input": {"email": "wanted@example.com"}}) for each in people)
    )
    payloads = [answer.data["updateProfile"] for answer in answers]
    assert sum(payload["user"] is not None for payload in payloads) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "nul\0", "bell\x07"])
async def test_a_name_that_cannot_be_shown_is_refused(users: Subgraph, name: str) -> None:
    """With the field, and nothing changed."""
    person = await a_user(users, displayName="Grace")
    payload = (await person.ask(UPDATE, {"input": {"displayName": name}})).data["updateProfile"]
    assert payload["errors"][0]["path"] == ["input", "displayName"]
    assert (await person.ask("{ me { displayName } }")).data["me"]["displayName"] == "Grace"


async def test_a_changed_password_ends_every_other_session(users: Subgraph) -> None:
    """The old one opens nothing any more; the device that changed it stays signed in."""
    person = await a_user(users)
    phone = await person.log_in(deviceName="phone")
    changed = (await person.ask(CHANGE, {"current": PASSWORD, "new": NEW})).data["changePassword"]
    assert changed == {"user": {"id": person.id}, "errors": []}
    assert (await refresh(users, phone.session["refreshToken"]))["session"] is None
    assert len((await person.ask(SESSIONS)).data["me"]["sessions"]) == 1
    assert (await refresh(users, person.session["refreshToken"]))["session"] is not None
    for password, works in ((PASSWORD, False), (NEW, True)):
        given = {"email": person.email, "password": password}
        login = (await users.ask(LOGIN, {"input": given})).data["login"]
        assert (login["session"] is not None) is works


async def test_whoever_does_not_know_the_password_does_not_change_it(users: Subgraph) -> None:
    """A stolen access token is not enough."""
    person = await a_user(users)
    payload = (await person.ask(CHANGE, {"current": "wrong", "new": NEW})).data["changePassword"]
    assert payload["errors"] == [
        {"__typename": "InvalidCredentials", "path": ["input", "currentPassword"]}
    ]


async def test_of_two_changes_at_once_one_counts(users: Subgraph) -> None:
    """The other's current password is not the current one any more."""
    person = await a_user(users)
    answers = await asyncio.gather(
        *(person.ask(CHANGE, {"current": PASSWORD, "new": f"{NEW} {n}"}) for n in range(2))
    )
    users_shown = [answer.data["changePassword"]["user"] for answer in answers]
    assert sorted(each is None for each in users_shown) == [False, True]


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("short", "Use 12 to 128 characters."),
        ("x" * 129, "Use 12 to 128 characters."),
        ("passwordpassword", "Repeats"),
        ("qwertyuiopasdf", "commonly used"),
        ("aaaaaaaaaaaaaaaaaaaa", "Repeats"),
        (PASSWORD, "This is your password already"),
        ("zwickelbauer1", "uncommon words"),
    ],
)
async def test_a_weak_password_is_told_why(users: Subgraph, new: str, said: str) -> None:
    """By length and by how soon it is guessed, with the name and address of its owner known."""
    person = await a_user(users, displayName="Q Zwickelbauer")
    payload = (await person.ask(CHANGE, {"current": PASSWORD, "new": new})).data["changePassword"]
    (error,) = payload["errors"]
    assert error["__typename"] == "WeakPassword"
    assert error["path"] == ["input", "newPassword"]
    assert said.casefold() in " ".join(error["violations"]).casefold()


async def test_an_account_that_is_gone_changes_nothing(
    users: Subgraph, users_database: str
) -> None:
    """A token that outlived its account is told to sign in with another."""
    person = await a_user(users)
    await sql(users_database, "update users set status = 'DELETED'")
    for answer in (
        await person.ask(UPDATE, {"input": {"displayName": "Ghost"}}),
        await person.ask(CHANGE, {"current": PASSWORD, "new": NEW}),
    ):
        assert answer.codes == ["UNAUTHENTICATED"]


async def test_a_locked_person_changes_nothing(users: Subgraph, users_database: str) -> None:
    """Support may have locked the account because somebody else has its token."""
    person = await a_user(users)
    await sql(users_database, "update users set status = 'LOCKED'")
    for query, given in (
        (UPDATE, {"input": {"email": "thief@example.com"}}),
        (CHANGE, {"current": PASSWORD, "new": NEW}),
    ):
        assert (await person.ask(query, given)).codes == ["UNAUTHENTICATED"]


async def test_an_ended_session_changes_nothing(users: Subgraph) -> None:
    """Its access token still reads for a while; it takes no account over."""
    person = await a_user(users)
    phone = await person.log_in()
    await person.ask("mutation { logout(input: { everywhere: true }) { errors { code } } }")
    for query, given in (
        (UPDATE, {"input": {"email": "thief@example.com"}}),
        (CHANGE, {"current": PASSWORD, "new": NEW}),
    ):
        assert (await phone.ask(query, given)).codes == ["UNAUTHENTICATED"]


async def test_addresses_cannot_be_tried_out(users: Subgraph) -> None:
    """Whether somebody has an account is not asked more often than a login may fail."""
    person = await a_user(users)
    tries = [
        await person.ask(UPDATE, {"input": {"email": f"n{number}@example.com"}})
        for number in range(6)
    ]
    assert [answer.codes for answer in tries] == [[]] * 5 + [["RATE_LIMITED"]]
