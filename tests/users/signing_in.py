"""Signing in as tests of it do: right and wrong, from wherever, as often as they like."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from tests.shop import Answer, Subgraph, a_person

ERRORS = "errors { __typename ... on UserError { code } ... on AccountLocked { retryAfter } }"
REGISTER = """mutation ($input: RegisterUserInput!) { registerUser(input: $input) {
  user { id email } session { accessToken refreshToken } errors { __typename } } }"""
LOGIN = f"""mutation ($input: LoginInput!) {{ login(input: $input) {{
  session {{ accessToken refreshToken }} {ERRORS} }} }}"""
REFRESH = f"""mutation ($input: RefreshSessionInput!) {{ refreshSession(input: $input) {{
  session {{ refreshToken }} {ERRORS} }} }}"""
CHANGE_PASSWORD = """mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {
  user { id } errors { __typename } } }"""
# What the proxy in front of the router writes.
HEADER = "x-real-ip"
WRONG = "not the password"
GRACE = "grace@example.com"


async def register(users: Subgraph, *, address: str | None = None, **changes: str) -> Answer:
    """Open an account."""
    return await users.ask(REGISTER, {"input": a_person(**changes)}, headers=_from(address))


async def login(
    users: Subgraph,
    email: str = GRACE,
    password: str = WRONG,
    *,
    address: str | None = None,
    as_router: bool = True,
) -> Answer:
    """One try, with a wrong password unless the right one is given."""
    given = {"email": email, "password": password}
    return await users.ask(LOGIN, {"input": given}, headers=_from(address), as_router=as_router)


async def refresh(users: Subgraph, token: str, *, address: str | None = None) -> Answer:
    """The next tokens of a session."""
    given = {"refreshToken": token}
    return await users.ask(REFRESH, {"input": given}, headers=_from(address))


async def change_password(users: Subgraph, token: str, current: str) -> Answer:
    """Another password for whoever holds the access token."""
    given = {"currentPassword": current, "newPassword": "another long and odd passphrase"}
    return await users.ask(CHANGE_PASSWORD, {"input": given}, token=token)


async def until_answered(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask again while there is no time for it, as clients are told to."""
    while (answer := await ask()).codes == ["DEPENDENCY_UNAVAILABLE"]:  # noqa: ASYNC110 - a server
        await asyncio.sleep(0.2)
    return answer


def outcome(answer: Answer) -> str:
    """What came of a try: the code of the failure, the type of the refusal, or `Session`."""
    if answer.codes:
        return str(answer.codes[0])
    (payload,) = answer.data.values()
    return str(payload["errors"][0]["__typename"]) if payload["errors"] else "Session"


def outcomes(answers: Sequence[Answer]) -> list[str]:
    """What came of each."""
    return [outcome(each) for each in answers]


def error(answer: Answer) -> Any:
    """The refusal in a payload."""
    (payload,) = answer.data.values()
    return payload["errors"][0]


def _from(address: str | None) -> dict[str, str]:
    return {} if address is None else {HEADER: address}
