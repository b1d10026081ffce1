"""People with accounts, as tests of the users subgraph need them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.shop import Answer, Subgraph, a_person, token_for

PASSWORD = "a long and odd passphrase"
REGISTER = """mutation ($input: RegisterUserInput!) { registerUser(input: $input) {
  user { id email } session { ...Tokens } errors { __typename }
} } fragment Tokens on Session {
  accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt scopes }"""
LOGIN = """mutation ($input: LoginInput!) { login(input: $input) {
  user { id } session { ...Tokens }
  errors { __typename ... on UserError { code message path } ... on AccountLocked { retryAfter } }
} } fragment Tokens on Session {
  accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt scopes }"""
REFRESH = """mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) {
  user { id roles } session { ...Tokens } errors { __typename ... on UserError { code path } }
} } fragment Tokens on Session {
  accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt scopes }"""
SESSIONS = "{ me { sessions { id deviceName signedInAt lastSeenAt expiresAt isCurrent } } }"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in."""

    users: Subgraph
    id: str
    email: str
    session: Mapping[str, Any]

    @property
    def token(self) -> str:
        """The access token."""
        return str(self.session["accessToken"])

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
        """One operation as this person."""
        return await self.users.ask(query, variables, token=self.token)

    async def log_in(self, **more: str) -> "Person":
        """The same person on another device."""
        given = {"email": self.email, "password": PASSWORD, **more}
        payload = (await self.users.ask(LOGIN, {"input": given})).data["login"]
        assert payload["errors"] == []
        return Person(self.users, self.id, self.email, payload["session"])


async def a_user(users: Subgraph, **special: str) -> Person:
    """Somebody new."""
    given = a_person(**special)
    payload = (await users.ask(REGISTER, {"input": given})).data["registerUser"]
    assert payload["errors"] == [], payload
    return Person(users, payload["user"]["id"], given["email"], payload["session"])


async def refresh(users: Subgraph, token: str) -> Any:
    """The payload of one refresh."""
    return (await users.ask(REFRESH, {"token": token})).data["refreshSession"]


def with_scopes(person: Person, *scopes: str) -> Person:
    """The same person with a token that allows something else."""
    token = token_for(person.users.stack, person.id, *scopes)
    return Person(person.users, person.id, person.email, {"accessToken": token})


async def sql(database_url: str, statement: str, **values: Any) -> list[Any]:
    """Rows of a statement, run beside the subgraph."""
    engine = create_async_engine("postgresql+asyncpg://" + database_url.split("://", 1)[1])
    async with engine.begin() as connection:
        result = await connection.execute(text(statement), values)
        rows = list(result) if result.returns_rows else []
    await engine.dispose()
    return rows


async def an_admin(users: Subgraph, database_url: str) -> Person:
    """Somebody who may do everything, by their account and by their token."""
    person = await a_user(users)
    await sql(
        database_url,
        "update users set roles = '{CUSTOMER,ADMIN}' where email = :email",
        email=person.email,
    )
    return await person.log_in()
