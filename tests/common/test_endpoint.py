"""The short way of `/graphql` answers what the full view answers, byte for byte."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import strawberry
from fastapi import FastAPI
from pydantic_settings import SettingsConfigDict
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from subgraphs.common.app import subgraph_app
from subgraphs.common.auth import PEOPLE, Issuer, TokenVerifier
from subgraphs.common.bodies import MAX_BYTES
from subgraphs.common.callers import Callers
from subgraphs.common.context import RequestContext
from subgraphs.common.deadline import remaining
from subgraphs.common.endpoint import Endpoint
from subgraphs.common.errors import BadUserInput
from subgraphs.common.keyring import KeyRing, make_first_key
from subgraphs.common.scalars import JSON
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.settings import SubgraphSettings, load
from subgraphs.common.view import SubgraphGraphQL
from tests.common.asgi import Got, Sent, asked
from tests.forging import Forge

SECRET = "a-secret-of-the-router"
PERSON = "usr_01m7xzyextekbvegmcqfc3xaep"
Info = strawberry.Info[RequestContext, None]


class Settings(SubgraphSettings):
    """Of a subgraph without a database."""

    model_config = SettingsConfigDict(env_prefix="TRIED_", frozen=True)


@strawberry.type
class Query:
    """What of a request reaches a resolver, and what can happen there."""

    @strawberry.field
    def caller(self, info: Info) -> JSON:
        """Everything a context knows, and how long there is left."""
        caller = info.context.caller
        return JSON(
            {
                "request": caller.request_id,
                "router": caller.is_router,
                "viewer": caller.viewer and [caller.viewer.id, sorted(caller.viewer.scopes)],
                "address": caller.address,
                "refusal": caller.refusal and [caller.refusal.code, str(caller.refusal)],
                "seconds": round(remaining()),
            }
        )

    @strawberry.field
    async def later(self) -> int:
        """Comes in a moment."""
        await asyncio.sleep(0.001)
        return 1

    @strawberry.field
    async def never(self) -> int:
        """Whoever asks for it is late."""
        await asyncio.sleep(60)
        return 1

    @strawberry.field
    def echo(self, value: JSON) -> JSON:
        """The value, whatever it is."""
        return value

    @strawberry.field
    def number(self, value: float | None = None, count: int = 1) -> float:
        """A number and how often."""
        return (value or 0.0) * count

    @strawberry.field
    def refused(self) -> int | None:
        """Fails as it should."""
        raise BadUserInput("No.")

    @strawberry.field
    def broken(self) -> int | None:
        """Fails as it should not."""
        raise RuntimeError("secret")

    @strawberry.field
    def unwritable(self) -> JSON:
        """Nothing that has a JSON."""
        return JSON({"value": timedelta(seconds=1)})


@strawberry.type
class Mutation:
    """One that changes nothing."""

    @strawberry.mutation
    def change(self) -> str:
        """Done."""
        return "changed"


schema = SubgraphSchema(query=Query, mutation=Mutation)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The keys of users."""
    folder = tmp_path_factory.mktemp("keys") / "users"
    make_first_key(folder)
    return folder


@pytest.fixture
def parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Settings, TokenVerifier]:
    """What both ways are made of."""
    monkeypatch.setenv("TRIED_ROUTER_SECRET", SECRET)
    monkeypatch.setenv("TRIED_CLIENT_ADDRESS_HEADER", "X-Real-IP")
    ring = KeyRing(folder, "users", timedelta(minutes=15))
    issuer = Issuer(name="users", keys=ring, audiences={"commerce": PEOPLE})
    return load(Settings), TokenVerifier([issuer])


def context(caller: Any) -> RequestContext:
    """Nothing but who asks."""
    return RequestContext(caller=caller)


async def nothing() -> None:
    """There is no database."""


@pytest.fixture
def short(parts: tuple[Settings, TokenVerifier]) -> FastAPI:
    """As subgraphs are served."""
    settings, verifier = parts
    return subgraph_app(
        "tried",
        settings=settings,
        schema=schema,
        verifier=verifier,
        make_context=context,
        ping=nothing,
        close=nothing,
    )


@pytest.fixture
def full(parts: tuple[Settings, TokenVerifier]) -> FastAPI:
    """The view alone, as a route behind all that FastAPI does."""
    view = SubgraphGraphQL(schema, Callers(*parts), context)
    app = FastAPI(openapi_url=None)
    app.router.routes.append(Route("/graphql", RequestBodyLimitMiddleware(view, MAX_BYTES)))
    return app


ID = (b"x-request-id", b"req-1")
JSON_TYPE = (b"content-type", b"application/json")
ROUTER = (b"x-router-secret", SECRET.encode())
CALLER = {"query": "{ caller }"}


def body_of(value: Any, *headers: tuple[bytes, bytes]) -> Sent:
    """A request of a value that is written as JSON, or of bytes as they are."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Sent(headers=[JSON_TYPE, ID, *headers], pieces=[body])


def typed(content_type: bytes) -> Sent:
    """The same body under another name."""
    headers = [(b"content-type", content_type), ID]
    return Sent(headers=headers, pieces=[json.dumps(CALLER).encode()])


BODIES: dict[str, Any] = {
    "a query": CALLER,
    "a mutation": {"query": "mutation { change }"},
    "something awaited": {"query": "{ later again: later }"},
    "a refusal": {"query": "{ refused later }"},
    "a failure": {"query": "{ broken later }"},
    "what is no JSON": {"query": "{ unwritable }"},
    "a document that does not parse": {"query": "{"},
    "a document of nothing": {"query": " "},
    "a document of comments": {"query": "# {"},
    "a field nobody has": {"query": "{ nobody }"},
    "only a fragment": {"query": "fragment F on Query { later }"},
    "introspection": {"query": "{ __schema { queryType { name } } __typename }"},
    "a subscription": {"query": "subscription { later }"},
    "an entity, without a credential": {"query": "{ _service { sdl } }"},
    "no query": {},
    "null for a query": {"query": None},
    "an empty query": {"query": ""},
    "a number for a query": {"query": 1},
    "a list for a query": {"query": ["{ later }"]},
    "a name": {"query": "query A { later } query B { echo(value: 1) }", "operationName": "B"},
    "no name of two": {"query": "query A { later } query B { later }"},
    "an unknown name": {"query": "query A { later }", "operationName": "B"},
    "null for a name": {"query": "query A { later }", "operationName": None},
    "an empty name": {"query": "query A { later }", "operationName": ""},
    "a number for a name": {"query": "query A { later }", "operationName": 1},
    "a name with a quote": {"query": "query A { later }", "operationName": 'B"'},
    "variables": {"query": "query ($v: JSON!) { echo(value: $v) }", "variables": {"v": [1, "ö"]}},
    "null for variables": {"query": "{ later }", "variables": None},
    "a list for variables": {"query": "{ later }", "variables": []},
    "a string for variables": {"query": "{ later }", "variables": "{}"},
    "a variable of a wrong type": {
        "query": "query ($v: Float!) { number(value: $v) }",
        "variables": {"v": "1"},
    },
    "no variable": {"query": "query ($v: Float!) { number(value: $v) }"},
    "a variable too many": {"query": "{ later }", "variables": {"v": 1}},
    "extensions": {"query": "{ later }", "extensions": {"persistedQuery": {"version": 1}}},
    "empty extensions": {"query": "{ later }", "extensions": {}},
    "null for extensions": {"query": "{ later }", "extensions": None},
    "a list for extensions": {"query": "{ later }", "extensions": []},
    "a word nobody knows": {"query": "{ later }", "nobody": 1},
    "a batch": [{"query": "{ later }"}],
    "an empty list": [],
    "a string": "{ later }",
    "a number": 1,
    "null": None,
    "true": True,
    "no body": b"",
    "spaces": b"  \n",
    "half a body": b'{"query": "{ later }"',
    "two bodies": b'{"query": "{ later }"}{}',
    "a comma too many": b'{"query": "{ later }",}',
    "spaces around": b' \n\t{"query": "{ later }"}\r\n ',
    "one name twice": b'{"query": "{", "query": "{ later }"}',
    "no UTF-8": b'{"query": "{ later }\xff"}',
    "a mark before it": b'\xef\xbb\xbf{"query": "{ later }"}',
    "UTF-16": '{"query": "{ later }"}'.encode("utf-16"),
    "UTF-16, unmarked": '{"query": "{ later }"}'.encode("utf-16-le"),
    "UTF-32": '{"query": "{ later }"}'.encode("utf-32"),
    "Latin-1": '{"query": "{ echo(value: \\"ö\\") }"}'.encode("latin-1"),
    "UTF-8": '{"query": "{ echo(value: \\"öß😀\u2028\\") }"}'.encode(),
    "a raw control character": b'{"query": "{ later }\x01"}',
    "NUL": {"query": '{ echo(value: "\\u0000") }'},
    "half a character": b'{"query": "{ echo(value: \\"\\ud800\\") }"}',
    "half a character in a variable": b'{"query": "query ($v: JSON!) { echo(value: $v) }",'
    b' "variables": {"v": "\\ud800"}}',
    "NaN": b'{"query": "query ($v: Float) { number(value: $v) }", "variables": {"v": NaN}}',
    "Infinity": b'{"query": "query ($v: Float) { number(value: $v) }", "variables": {"v": 1e999}}',
    "a whole number beyond 64 bits": {
        "query": "query ($v: JSON!) { echo(value: $v) }",
        "variables": {"v": 2**70},
    },
    "an Int beyond 64 bits": {
        "query": "query ($v: Int!) { number(count: $v) }",
        "variables": {"v": 2**70},
    },
    "a number of five thousand digits": b'{"query": "{ later }", "x": ' + b"1" * 5_000 + b"}",
    "many decimals": b'{"query": "query ($v: JSON!) { echo(value: $v) }",'
    b' "variables": {"v": [0.1, 1e-7, 123456789.123456789, -0.0, 1E+2, 5e-324]}}',
    "lists in lists": b'{"query": "{ later }", "variables": {"v": '
    + b"[" * 900
    + b"]" * 900
    + b"}}",
    "lists in lists without end": b"[" * 100_000,
    "objects in objects without end": b'{"v":' * 100_000,
    "a deep answer": {
        "query": "query ($v: JSON!) { echo(value: $v) }",
        "variables": {"v": json.loads("[" * 300 + "]" * 300)},
    },
    "a large body": {"query": "{ later }", "variables": {"v": "x" * 1_000_000}},
    "a body too large": b'{"query": "{ later }", "v": "' + b"x" * MAX_BYTES + b'"}',
}
CUT = json.dumps(CALLER).encode()
REQUESTS: dict[str, Sent] = {
    **{name: body_of(value) for name, value in BODIES.items()},
    "the router": body_of(CALLER, ROUTER),
    "the router's question": body_of({"query": "{ _service { sdl } }"}, ROUTER),
    "a wrong secret": body_of(CALLER, (b"x-router-secret", b"x")),
    "a secret beyond ASCII": body_of(CALLER, (b"x-router-secret", "geheimniß".encode())),
    "the wrong secret first": body_of(CALLER, (b"x-router-secret", b"x"), ROUTER),
    "an address, of the router": body_of(CALLER, ROUTER, (b"x-real-ip", b"192.0.2.1")),
    "an address, of anybody": body_of(CALLER, (b"x-real-ip", b"192.0.2.1")),
    "two addresses": body_of(CALLER, ROUTER, *[(b"x-real-ip", b"192.0.2.1")] * 2),
    "two ids": body_of(CALLER, (b"x-request-id", b"req-2")),
    "a time": body_of(CALLER, (b"x-deadline-ms", b"3000")),
    "too long a time": body_of(CALLER, (b"x-deadline-ms", b"99000")),
    "a time nobody can read": body_of(CALLER, (b"x-deadline-ms", b"9" * 5_000)),
    "a negative time": body_of(CALLER, (b"x-deadline-ms", b"-1")),
    "no time for what waits": body_of({"query": "{ never }"}, (b"x-deadline-ms", b"0")),
    "too short a time": body_of({"query": "{ never }"}, (b"x-deadline-ms", b"20")),
    "no time for what does not wait": body_of(CALLER, (b"x-deadline-ms", b"0")),
    "no Authorization": body_of(CALLER),
    "an empty one": body_of(CALLER, (b"authorization", b"")),
    "another scheme": body_of(CALLER, (b"authorization", b"Basic YTpi")),
    "no token": body_of(CALLER, (b"authorization", b"Bearer a.b.c")),
    "Latin-1 in a header": body_of(CALLER, (b"authorization", b"Bearer \xe9")),
    "an Accept of the router": body_of(
        CALLER, (b"accept", b"application/json, application/graphql-response+json")
    ),
    "an Accept of everything": body_of(CALLER, (b"accept", b"*/*")),
    "an Accept of pages": body_of(CALLER, (b"accept", b"text/html")),
    "an Accept of events": body_of(CALLER, (b"accept", b"text/event-stream")),
    "an Accept of parts": body_of(
        CALLER, (b"accept", b'multipart/mixed;subscriptionSpec="1.0", application/json')
    ),
    "pieces": Sent(headers=[JSON_TYPE, ID], pieces=[CUT[:5], b"", CUT[5:7], CUT[7:], b""]),
    "too many pieces": Sent(headers=[JSON_TYPE, ID], pieces=[b" " * 100_000] * 41),
    "a length that is too large": Sent(
        headers=[JSON_TYPE, ID, (b"content-length", b"%d" % (MAX_BYTES + 1))],
        pieces=[b" " * 100_000] * 41,
    ),
    "a client who leaves": Sent(headers=[JSON_TYPE, ID], pieces=[CUT[:5]], is_cut_off=True),
    "a client who leaves behind it": Sent(headers=[JSON_TYPE, ID], pieces=[CUT], is_cut_off=True),
    "no type": Sent(headers=[ID], pieces=[CUT]),
    "two types": Sent(headers=[JSON_TYPE, (b"content-type", b"text/plain"), ID], pieces=[CUT]),
    **{
        f"the type {name.decode('latin-1')!r}": typed(name)
        for name in (
            b"application/json; charset=utf-8",
            b"application/json;charset=utf-8",
            b"application/json; charset=UTF-8",
            b"application/json; charset=latin-1",
            b"application/json; charset*=utf-8'en'x",
            b"application/json;",
            b"application/json; a=b; c",
            b"Application/JSON",
            b"application/json, text/plain",
            b"application/jsonx",
            b"x-application/json",
            b" application/json",
            b"application/graphql+json",
            b"application/graphql",
            b"application/x-www-form-urlencoded",
            b"multipart/form-data; boundary=x",
            b"text/plain",
            b"",
            b";",
            b"\xff",
        )
    },
    **{
        f"{method} of JSON": Sent(method=method, headers=[JSON_TYPE, ID], pieces=[CUT])
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "post")
    },
    "a query in the address": Sent(method="GET", query=b"query=%7Blater%7D", headers=[ID]),
    "a POST with a query in the address": Sent(
        query=b"query=%7Bnobody%7D", headers=[JSON_TYPE, ID], pieces=[CUT]
    ),
    "a browser": Sent(method="GET", headers=[(b"accept", b"text/html"), ID]),
    "a slash too many": Sent(path="/graphql/", headers=[JSON_TYPE, ID], pieces=[CUT]),
    "another path": Sent(path="/graphqlx", headers=[JSON_TYPE, ID], pieces=[CUT]),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_both_ways_answer_the_same(short: FastAPI, full: FastAPI, name: str) -> None:
    """Status, headers in their order, every byte of the body; and what is raised, if anything."""
    assert await asked(short, REQUESTS[name]) == await asked(full, REQUESTS[name])


async def test_every_kind_of_token_means_the_same(
    short: FastAPI, full: FastAPI, folder: Path
) -> None:
    """Good, ended, of another audience, forged, sent twice: the same viewer, the same refusal."""
    forge = Forge.of(folder, PERSON)
    good, ended = forge.token(), forge.token(iat=1, nbf=1, exp=2)
    tokens = [[good], [ended], [forge.token(aud="x")], [good[:-4] + "AAAA"], [good, good]]
    seen = []
    for sent in tokens:
        headers = [(b"authorization", f"Bearer {token}".encode()) for token in sent]
        request = body_of(CALLER, ROUTER, *headers)
        answer = await asked(short, request)
        assert answer == await asked(full, request)
        seen.append(json.loads(answer.body)["data"]["caller"])
    assert [each["viewer"] and each["viewer"][0] for each in seen] == [PERSON, *[None] * 4]
    assert [bool(each["refusal"]) for each in seen] == [False, *[True] * 4]


async def test_only_the_router_tells_addresses(short: FastAPI) -> None:
    """Anybody else writes into the header what they like."""
    names = ("an address, of the router", "an address, of anybody", "two addresses")
    answers = [json.loads((await asked(short, REQUESTS[name])).body) for name in names]
    told = [each["data"]["caller"]["address"] for each in answers]
    assert told == ["192.0.2.1", None, None]


SHORT = ("a query", "a mutation", "something awaited", "a refusal", "a failure", "variables")


@pytest.fixture
def alone(parts: tuple[Settings, TokenVerifier]) -> ASGIApp:
    """The short way, with a view behind it that must not be asked."""

    async def view(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("handed over")

    return Endpoint(schema, Callers(*parts), context, view)


@pytest.mark.parametrize("name", [*SHORT, "the router", "pieces", "an Accept of the router"])
async def test_what_routers_send_goes_the_short_way(alone: ASGIApp, name: str) -> None:
    """A request that is plain, and can be executed, never sees the view."""
    assert (await asked(alone, REQUESTS[name])).status == 200


@pytest.mark.parametrize(
    "name",
    [
        "a batch",
        "extensions",
        "an unknown name",
        "a number for a name",
        "GET of JSON",
        "an Accept of events",
        "an Accept of parts",
    ],
)
async def test_what_is_not_plain_is_handed_over(alone: ASGIApp, name: str) -> None:
    """The view knows better, also what to refuse and how."""
    assert (await asked(alone, REQUESTS[name])).raised == "AssertionError: handed over"


async def test_middleware_sees_the_operations(short: FastAPI) -> None:
    """Whoever adds one before the start means every request."""
    seen: list[str] = []

    class Watching:
        """Notes the paths."""

        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(scope["path"])
            await self.app(scope, receive, send)

    short.add_middleware(Watching)
    assert (await asked(short, REQUESTS["a query"])).status == 200
    assert seen == ["/graphql"]


async def test_telemetry_sees_the_operations(
    short: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FastAPI's own, wherever somebody collects it."""
    seen: list[str] = []

    async def telemetry(
        *, app: ASGIApp, scope: Scope, receive: Receive, send: Send, **_: Any
    ) -> None:
        seen.append(scope["path"])
        await app(scope, receive, send)

    monkeypatch.setattr(type(short._native_telemetry), "enabled", lambda _: True)
    monkeypatch.setattr(
        type(short._native_telemetry), "__call__", lambda _, **given: telemetry(**given)
    )
    assert (await asked(short, REQUESTS["a query"])).status == 200
    assert seen == ["/graphql"]


async def test_an_endless_body_is_not_kept(short: FastAPI) -> None:
    """Nobody reads on behind the bound, whatever the headers promise."""
    asked_for = 0

    async def receive() -> dict[str, Any]:
        nonlocal asked_for
        asked_for += 1
        return {"type": "http.request", "body": b" " * 65_536, "more_body": True}

    got = Got()

    async def send(message: Any) -> None:
        got.messages.append(message)

    sent = Sent(headers=[JSON_TYPE, (b"content-length", b"5")])
    await short(sent.scope, receive, send)
    assert got.status == 413
    assert asked_for == MAX_BYTES // 65_536 + 1
