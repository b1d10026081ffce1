"""What signing in and being signed in costs, and that it does not tell who has an account."""

import os
import statistics
import sys
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx2
from rich.console import Console
from rich.table import Table

from bench.measure import measure, spent
from bench.operations import CONNECTIONS, Operation, buyers
from bench.people import Somebody, people
from devstack.keys import key_ring, router_secret
from devstack.stack import Stack
from subgraphs.common.auth import PEOPLE, Issuer, KeySource, TokenVerifier
from subgraphs.common.jwks import RemoteKeys
from subgraphs.common.keyring import KeyRing
from subgraphs.common.schema import MAX_REPRESENTATIONS

LOGIN = """mutation ($input: LoginInput!) { login(input: $input) { errors { __typename } } }"""
ENTITIES = """query ($keys: [_Any!]!) { _entities(representations: $keys) {
  ... on User { id displayName } } }"""
ME = "query Me { me { id displayName email } }"
# Of each kind; a difference of 5 % is seen, and it takes minutes.
LOGINS = 1000
TOKENS = 5000
ENTITY_REQUESTS = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One thing that was measured, in words, beside what was promised of it."""

    what: str
    found: str
    target: str = ""
    is_met: bool | None = None

    @classmethod
    def cost(cls, what: str, milliseconds: float, most: float) -> "Figure":
        """A cost that has a limit."""
        return cls(
            what=what,
            found=f"{milliseconds:.3f} ms CPU",
            target=f"{most:g} ms",
            is_met=milliseconds <= most,
        )


async def run(stack: Stack, seconds: float, logins: int, console: Console) -> None:
    """One after the other, never two at once."""
    figures = [await me(stack, seconds)]
    async with people(stack, MAX_REPRESENTATIONS) as found:
        figures.append(await entities(stack, found))
        figures += await verification(stack)
        figures += await timing(stack, found[0], logins)
    table = Table(title="Identity")
    for heading in ("what", "figure", "target", "met"):
        table.add_column(heading)
    for each in figures:
        table.add_row(each.what, each.found, each.target, _word(each.is_met))
    console.print(table)


async def me(stack: Stack, seconds: float) -> Figure:
    """What the users subgraph spends on whoever is signed in."""
    operation = Operation(
        name="me", query=ME, tokens=buyers(stack, CONNECTIONS), variables=dict, target=0.6
    )
    figures = await measure(stack, operation, seconds)
    return Figure.cost("`me` through the router, users subgraph", figures.subgraphs, 0.6)


async def entities(stack: Stack, found: Sequence[Somebody]) -> Figure:
    """What it spends on as many people as one request may name."""
    keys = [{"__typename": "User", "id": each.id} for each in found]
    body = {"query": ENTITIES, "variables": {"keys": keys}}
    headers = {"x-router-secret": router_secret(stack.layout, "users")}
    async with httpx2.AsyncClient(timeout=15) as http:

        async def ask(times: int) -> None:
            for _ in range(times):
                response = await http.post(stack.subgraphs.url("users"), json=body, headers=headers)
                if None in response.json()["data"]["_entities"]:
                    raise RuntimeError("somebody was not found")

        await ask(ENTITY_REQUESTS // 5)
        before = spent(stack)["users"]
        await ask(ENTITY_REQUESTS)
        cost = (spent(stack)["users"] - before) * 1000 / ENTITY_REQUESTS
    return Figure.cost(f"{len(keys)} users by `_entities`, users subgraph", cost, 3.0)


async def verification(stack: Stack) -> list[Figure]:
    """What a token costs with keys that are there, and how often that needs the network."""
    lifetime = timedelta(minutes=5)
    ring = KeyRing(key_ring(stack.layout, "users"), "users", keep=lifetime)
    claims = {"sub": "usr_bench", "scope": "users:read:self orders:write", "roles": ["CUSTOMER"]}
    token = "Bearer " + ring.sign(claims, audience="commerce", lifetime=lifetime)
    remote = RemoteKeys(stack.subgraphs.url("users").replace("graphql", ".well-known/jwks.json"))
    return [
        await _verification("in users, by the ring", ring, token),
        await _verification("elsewhere, by the fetched set", remote, token),
    ]


async def _verification(where: str, keys: KeySource, token: str) -> Figure:
    audiences = {"commerce": PEOPLE}
    verifier = TokenVerifier([Issuer(name="users", keys=keys, audiences=audiences)])
    await verifier.viewer(token)
    connections = list[str]()

    def notice(event: str, _: object) -> None:
        if event == "socket.connect":
            connections.append(event)

    sys.addaudithook(notice)
    started = time.process_time()
    for _ in range(TOKENS):
        await verifier.viewer(token)
    cost = (time.process_time() - started) * 1000 / TOKENS
    count = len(connections)
    return Figure.cost(f"a token verified {where}; {count} connections", cost, 0.1)


async def timing(stack: Stack, known: Somebody, logins: int) -> list[Figure]:
    """How long a wrong password takes, for an account and for none, taken in turns."""
    seconds: dict[bool, list[float]] = {True: [], False: []}
    async with _users_without_limits(stack) as http:
        for number in range(2 * logins + 20):
            is_known = number % 2 == 0
            email = known.email if is_known else f"{uuid.uuid4()}@example.com"
            started = time.perf_counter()
            await _wrong_password(http, email)
            # The first ones connect to the database and compile what they ask.
            if number >= 20:
                seconds[is_known].append(time.perf_counter() - started)
    with_account, without = (statistics.median(seconds[each]) * 1000 for each in (True, False))
    ratio = without / with_account
    return [
        Figure(what=f"wrong password, known address; median of {logins}", found=_ms(with_account)),
        Figure(what=f"wrong password, unknown address; median of {logins}", found=_ms(without)),
        Figure(
            what="unknown to known",
            found=f"{ratio:.3f}",
            target="0.95 to 1.05",
            is_met=0.95 <= ratio <= 1.05,
        ),
    ]


@asynccontextmanager
async def _users_without_limits(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    """The users subgraph in this process, over the stack's database."""
    from subgraphs.users.app import create_app

    own = {"USERS_ATTEMPT_LIMITS": "1000000/minute", "USERS_LOG_LEVEL": "ERROR"}
    os.environ.update(stack.subgraphs.environment() | own)
    app = create_app()
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://users") as http,
    ):
        yield http


async def _wrong_password(http: httpx2.AsyncClient, email: str) -> None:
    given = {"email": email, "password": "not the password"}
    body = {"query": LOGIN, "variables": {"input": given}}
    answer = (await http.post("/graphql", json=body)).json()
    if answer["data"]["login"]["errors"] != [{"__typename": "InvalidCredentials"}]:
        raise RuntimeError(f"a wrong password was not wrong: {answer}")


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.1f} ms"


def _word(is_met: bool | None) -> str:
    return "" if is_met is None else "yes" if is_met else "no"
