"""No made-up token opens anything, through any router or straight at a subgraph."""

import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from devstack.keys import key_ring, router_secret
from devstack.layout import SUBGRAPHS
from devstack.stack import Stack
from tests.attacks import attack_names, attacks
from tests.forging import SCOPES, Forge
from tests.shop import Answer, Shop, token_for

ME = "{ me { id } }"
# What a good token opens in each, and a guest does not get.
NEEDS_A_VIEWER = {
    "users": ME,
    "orders": "{ viewer { orders(first: 1) { nodes { id } } } }",
    "products": "{ products(first: 1) { nodes { inventory { available } } } }",
}
Headers = Sequence[tuple[str, str | bytes]]


@pytest.fixture(scope="module")
async def forge(first_shop: Shop) -> Forge:
    """Holds the key of users; wants to be Sam, who is staff."""
    sam = await first_shop.ask(ME, token=await first_shop.token("sam@example.com"))
    return Forge.of(key_ring(first_shop.stack.layout, "users"), sam.data["me"]["id"])


@pytest.fixture(scope="module")
def forged(forge: Forge) -> dict[str, str]:
    """Every attack's token."""
    return attacks(forge)


async def ask(
    http: httpx2.AsyncClient, url: str, query: str, headers: Headers, **parameters: str
) -> Answer:
    """One operation with exactly these headers."""
    body = json.dumps({"query": query})
    given = [("content-type", "application/json"), *headers]
    raw = [(n.encode(), v if isinstance(v, bytes) else v.encode("latin-1")) for n, v in given]
    answer = await http.post(url, content=body, headers=raw, params=parameters)
    return Answer(answer.status_code, answer.json())


def bearer(token: str) -> tuple[str, str]:
    """The header that carries it."""
    return ("authorization", f"Bearer {token}")


def refused(answer: Answer) -> bool:
    """Whether it was told to log in, and got nothing; never that something broke."""
    return answer.status == 200 and set(answer.codes) == {"UNAUTHENTICATED"}


@pytest.mark.parametrize("attack", attack_names())
async def test_the_trick_fails_through_the_router(
    http: httpx2.AsyncClient, shop: Shop, forge: Forge, forged: dict[str, str], attack: str
) -> None:
    """It is told to log in; a good token of the same person goes on counting."""
    answer = await ask(http, shop.url, ME, [bearer(forged[attack])])
    assert refused(answer), answer
    assert answer.partial == {"me": None}
    good = await ask(http, shop.url, ME, [bearer(forge.token())])
    assert good.data == {"me": {"id": forge.person}}


@pytest.mark.parametrize("attack", attack_names())
async def test_the_trick_fails_at_every_subgraph(
    http: httpx2.AsyncClient, stack: Stack, forge: Forge, forged: dict[str, str], attack: str
) -> None:
    """None of the three relies on another, or on the router, to have looked."""
    for name, query in NEEDS_A_VIEWER.items():
        answer = await ask(http, stack.subgraphs.url(name), query, [bearer(forged[attack])])
        assert refused(answer), (name, answer)
        good = await ask(http, stack.subgraphs.url(name), query, [bearer(forge.token())])
        assert good.data, name


@pytest.mark.parametrize("name", SUBGRAPHS)
async def test_service_token_opens_its_own_door_alone(
    http: httpx2.AsyncClient, stack: Stack, name: str
) -> None:
    """The token of the saga is nobody's at users and orders, and no viewer's at products."""
    saga = token_for(stack, "svc_orders", "internal:saga", issuer="orders")
    answer = await ask(http, stack.subgraphs.url(name), NEEDS_A_VIEWER[name], [bearer(saga)])
    assert answer.codes == ["FORBIDDEN" if name == "products" else "UNAUTHENTICATED"]


@pytest.mark.parametrize(("audience", "door"), [("orders", "orders"), ("products", None)])
async def test_users_as_a_service_speaks_to_orders(
    http: httpx2.AsyncClient, stack: Stack, forge: Forge, audience: str, door: str | None
) -> None:
    """Its service token is verified where it is addressed, and refused everywhere else."""
    claims: dict[str, Any] = {
        "aud": f"commerce/{audience}",
        "sub": "svc_users",
        "scope": "internal:accounts",
    }
    for name in SUBGRAPHS:
        sent = [bearer(forge.token(**claims))]
        answer = await ask(http, stack.subgraphs.url(name), NEEDS_A_VIEWER[name], sent)
        assert refused(answer) == (name != door), (name, answer)


async def test_scheme_has_no_case(http: httpx2.AsyncClient, shop: Shop, forge: Forge) -> None:
    """RFC 9110: `bearer` is `Bearer`."""
    for scheme in ("bearer", "BEARER"):
        sent = [("Authorization", f"{scheme} {forge.token()}")]
        assert (await ask(http, shop.url, ME, sent)).data == {"me": {"id": forge.person}}


async def test_token_elsewhere_than_in_its_header_is_nobodys(
    http: httpx2.AsyncClient, shop: Shop, forge: Forge
) -> None:
    """In the address, the body or a cookie it would end in logs; there it is not looked for."""
    token = forge.token()
    elsewhere = [("cookie", f"access_token={token}"), ("x-authorization", f"Bearer {token}")]
    answer = await ask(http, shop.url, ME, elsewhere, access_token=token, token=token)
    assert answer.data == {"me": None}
    extensions = {"authorization": f"Bearer {token}", "headers": {"authorization": token}}
    body = {"query": ME, "extensions": extensions, "variables": {"access_token": token}}
    told = await http.post(shop.url, json=body)
    assert told.json()["data"] == {"me": None}


@pytest.mark.parametrize("name", SUBGRAPHS)
async def test_two_headers_are_refused_at_a_subgraph(
    http: httpx2.AsyncClient, stack: Stack, forge: Forge, name: str
) -> None:
    """Both good, or one of them: what the router looked at may have been the other one."""
    good = bearer(forge.token())
    for pair in (
        [good, good],
        [good, bearer("x")],
        [bearer("x"), good],
        [good, ("Authorization", "")],
    ):
        answer = await ask(http, stack.subgraphs.url(name), NEEDS_A_VIEWER[name], pair)
        assert refused(answer), answer


async def test_two_headers_gain_nothing_through_the_router(
    http: httpx2.AsyncClient, shop: Shop, forge: Forge
) -> None:
    """Whichever a router passes on is verified; the other one adds nothing to it."""
    good, other = bearer(forge.token()), bearer(forge.token(sub="usr_x", scope="internal:saga"))
    for pair in ([good, other], [other, good]):
        answer = await ask(http, shop.url, ME, pair)
        assert refused(answer) or answer.data == {"me": {"id": forge.person}}, answer


def raw(url: str, header: bytes) -> bytes:
    """The first line of the answer to a request no client library would send."""
    parts, body = urlsplit(url), json.dumps({"query": ME}).encode()
    head = (
        f"POST {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\ncontent-type: application/json\r\n"
    )
    length = f"content-length: {len(body)}\r\nconnection: close\r\n".encode()
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        connection.sendall(head.encode() + length + header + b"\r\n\r\n" + body)
        return connection.makefile("rb").read()


@pytest.mark.parametrize("inside", [b"\0", b"\r\n ", b"\n", b"\r", b"\x7f"])
def test_what_no_header_may_hold_is_refused(
    shop: Shop, stack: Stack, forge: Forge, inside: bytes
) -> None:
    """A NUL or a broken line in a token: no server of ours reads on, and none falls over."""
    token = forge.token().encode()
    header = b"authorization: Bearer " + token[:40] + inside + token[40:]
    for url in (shop.url, *map(stack.subgraphs.url, SUBGRAPHS)):
        answer = raw(url, header)
        status = answer.split(b" ")[1:2]
        assert status in ([b"400"], [b"200"]) or answer == b"", answer
        assert forge.person.encode() not in answer
        assert b"INTERNAL" not in answer


async def test_client_cannot_pose_as_the_router(
    http: httpx2.AsyncClient, shop: Shop, forge: Forge
) -> None:
    """The credential a client sends is overwritten: the subgraphs see the router's own alone."""
    query = "{ viewer { orders(first: 1) { nodes { id } } user { id } } }"
    wrong: list[tuple[str, str]] = [("x-router-secret", "wrong"), ("X-Router-Secret", "")]
    wrong += [("x-router-secret", router_secret(shop.stack.layout, "products"))]
    answer = await ask(http, shop.url, query, [bearer(forge.token()), *wrong])
    assert answer.data["viewer"]["user"] == {"id": forge.person}
    entities = "{ products(first: 1) { nodes { id viewerHasPurchased } } }"
    answer = await ask(http, shop.url, entities, [bearer(forge.token()), *wrong])
    assert answer.data["products"]["nodes"][0]["viewerHasPurchased"] is not None


@pytest.mark.parametrize("name", SUBGRAPHS)
async def test_each_subgraph_has_a_credential_of_its_own(
    http: httpx2.AsyncClient, stack: Stack, name: str
) -> None:
    """What opens one subgraph opens no other; neither does nothing, or a part of it."""
    secrets: Mapping[str, str] = {each: router_secret(stack.layout, each) for each in SUBGRAPHS}
    own = secrets[name]
    wrong = ["", own[:-1], f"{own}x", own.swapcase(), "é" * 20]
    others = [secret for other, secret in secrets.items() if other != name]
    for sent in (*others, *wrong):
        given: Any = [("x-router-secret", sent)]
        answer = await ask(http, stack.subgraphs.url(name), "{ _service { sdl } }", given)
        assert answer.codes == ["FORBIDDEN"], sent
    right = [("x-router-secret", own)]
    answer = await ask(http, stack.subgraphs.url(name), "{ _service { sdl } }", right)
    assert answer.data["_service"]["sdl"]


def test_good_token_has_what_it_needs() -> None:
    """A battery whose good token opened nothing would prove nothing."""
    assert {"orders:read", "inventory:read"} <= set(SCOPES.split())
