"""Whoever fails to prove who they are is told to wait; whoever succeeds never is."""

import asyncio
from datetime import UTC, datetime, timedelta

from tests.shop import Subgraph
from tests.users.people import PASSWORD
from tests.users.signing_in import (
    ERRORS,
    GRACE,
    change_password,
    error,
    login,
    outcome,
    outcomes,
    refresh,
    register,
    until_answered,
)

WRONG, LOCKED = "InvalidCredentials", "AccountLocked"


async def test_five_failures_in_a_minute_lock_the_account(users: Subgraph) -> None:
    """The sixth try is refused, right or wrong, and told when the next may come."""
    await register(users, email=GRACE)
    assert outcomes([await login(users) for _ in range(5)]) == [WRONG] * 5
    asked = datetime.now(UTC)
    refused = [await login(users), await login(users, password=PASSWORD)]
    assert outcomes(refused) == [LOCKED] * 2
    for each in refused:
        until = datetime.fromisoformat(error(each)["retryAfter"])
        assert asked < until <= datetime.now(UTC) + timedelta(minutes=1)


async def test_an_unknown_address_is_locked_like_a_known_one(users: Subgraph) -> None:
    """Tries do not tell who has an account: the same answers, in the same order."""
    await register(users, email=GRACE)
    known = outcomes([await login(users) for _ in range(7)])
    unknown = outcomes([await login(users, "nobody@example.com") for _ in range(7)])
    assert known == unknown == [WRONG] * 5 + [LOCKED] * 2


async def test_a_success_forgets_the_failures(users: Subgraph) -> None:
    """Four failures, the right password, and there are five tries again."""
    await register(users, email=GRACE)
    found = outcomes([await login(users) for _ in range(4)])
    found.append(outcome(await login(users, password=PASSWORD)))
    found += outcomes([await login(users) for _ in range(6)])
    assert found == [WRONG] * 4 + ["Session"] + [WRONG] * 5 + [LOCKED]


async def test_successes_are_never_counted(users: Subgraph) -> None:
    """Somebody who knows the password may sign in as often as they like, also many at once."""
    await register(users, email=GRACE)
    in_a_row = outcomes([await login(users, password=PASSWORD) for _ in range(30)])
    tries = (until_answered(lambda: login(users, password=PASSWORD)) for _ in range(10))
    at_once = outcomes(await asyncio.gather(*tries))
    assert in_a_row == ["Session"] * 30
    assert at_once == ["Session"] * 10


async def test_of_many_at_once_five_are_checked(users: Subgraph) -> None:
    """Fifty concurrent wrong passwords get five answers about the password, not one more."""
    await register(users, email=GRACE)
    tries = (until_answered(lambda: login(users)) for _ in range(50))
    found = outcomes(await asyncio.gather(*tries))
    assert (found.count(WRONG), found.count(LOCKED)) == (5, 45)


async def test_tries_in_one_document_count_one_by_one(users: Subgraph) -> None:
    """Aliases get nobody a sixth try."""
    given = f'input: {{email: "{GRACE}", password: "not it"}}'
    tries = " ".join(f"t{number}: login({given}) {{ {ERRORS} }}" for number in range(6))
    payloads = (await users.ask(f"mutation {{ {tries} }}")).data
    found = [payloads[f"t{number}"]["errors"][0]["__typename"] for number in range(6)]
    assert found == [WRONG] * 5 + [LOCKED]


async def test_another_spelling_is_the_same_account(users: Subgraph) -> None:
    """Case does not matter to the counter as it does not matter to the login."""
    spellings = [GRACE, "Grace@example.com", "GRACE@EXAMPLE.COM", GRACE, "gRACE@example.com"]
    assert outcomes([await login(users, each) for each in spellings]) == [WRONG] * 5
    assert outcome(await login(users, "GRACE@example.com")) == LOCKED


async def test_whoever_changes_a_password_guesses_as_well(users: Subgraph) -> None:
    """Wrong current passwords and failed logins are one count."""
    await register(users, email=GRACE)
    token = (await login(users, password=PASSWORD)).data["login"]["session"]["accessToken"]
    wrong = [await change_password(users, token, "not it") for _ in range(3)]
    assert outcomes(wrong) == [WRONG] * 3
    assert outcomes([await login(users) for _ in range(3)]) == [WRONG] * 2 + [LOCKED]
    assert outcome(await change_password(users, token, PASSWORD)) == "RATE_LIMITED"


async def test_a_refresh_token_that_is_none_is_tried_five_times(users: Subgraph) -> None:
    """Then it is not looked up any more; other tokens still are."""
    session = (await register(users)).data["registerUser"]["session"]
    refused = [await refresh(users, "crt_nonsense") for _ in range(6)]
    assert outcomes(refused) == [WRONG] * 5 + ["RATE_LIMITED"]
    assert 0 < refused[-1].errors[0]["extensions"]["retryAfterMs"] <= 60_000
    assert outcome(await refresh(users, session["refreshToken"])) == "Session"


async def test_registrations_are_not_counted_per_e_mail_address(users: Subgraph) -> None:
    """Nobody can keep somebody else from opening an account by trying it for them."""
    weak = [await register(users, email=GRACE, password="short") for _ in range(6)]
    assert outcomes(weak) == ["WeakPassword"] * 6
    assert outcome(await register(users, email=GRACE)) == "Session"
