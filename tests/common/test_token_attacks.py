"""No token that was tampered with, borrowed or made up counts as anybody's."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from subgraphs.common.auth import PEOPLE, Issuer, TokenVerifier, Viewer
from subgraphs.common.errors import Unauthenticated
from subgraphs.common.keyring import KeyRing, make_first_key
from tests.attacks import attack_names, attacks
from tests.forging import SCOPES, Forge, a_stranger, by

PERSON = "usr_1"
LIFETIME = timedelta(minutes=5)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rings of both issuers."""
    folder = tmp_path_factory.mktemp("keys")
    for issuer in ("users", "orders"):
        make_first_key(folder / issuer)
    return folder


@pytest.fixture(scope="module")
def forge(keys: Path) -> Forge:
    """Whoever holds the key of users itself."""
    return Forge.of(keys / "users", PERSON)


@pytest.fixture(scope="module")
def forged(forge: Forge) -> dict[str, str]:
    """Every attack's token."""
    return attacks(forge)


@pytest.fixture(scope="module")
def at_products(keys: Path) -> TokenVerifier:
    """Trusts as the products subgraph does."""
    users, orders = (KeyRing(keys / name, name, LIFETIME) for name in ("users", "orders"))
    saga = {"commerce/products": frozenset({"internal:saga"})}
    return TokenVerifier(
        [
            Issuer(name="users", keys=users, audiences={"commerce": PEOPLE}),
            Issuer(name="orders", keys=orders, audiences=saga),
        ]
    )


@pytest.fixture(scope="module")
def at_orders(keys: Path) -> TokenVerifier:
    """Trusts as the orders subgraph does."""
    internal = frozenset({"internal:accounts", "internal:events"})
    audiences = {"commerce": PEOPLE, "commerce/orders": internal}
    ring = KeyRing(keys / "users", "users", LIFETIME)
    return TokenVerifier([Issuer(name="users", keys=ring, audiences=audiences)])


@pytest.mark.parametrize("attack", attack_names())
async def test_the_trick_does_not_count(
    at_products: TokenVerifier,
    at_orders: TokenVerifier,
    forge: Forge,
    forged: dict[str, str],
    attack: str,
) -> None:
    """It is refused with a code, whoever verifies; and harms nobody with a good token."""
    for verifier in (at_products, at_orders):
        with pytest.raises(Unauthenticated):
            await verifier.viewer(f"Bearer {forged[attack]}")
        viewer = await verifier.viewer(f"Bearer {forge.token()}")
        assert viewer is not None
        assert viewer.id == PERSON


@pytest.mark.parametrize("sent", ["\0", "{}\0", "\n{}", "{}\n", "{}\r\nx: y", "  {}", "{} "])
async def test_what_no_header_may_hold_does_not_count(
    at_products: TokenVerifier, forge: Forge, sent: str
) -> None:
    """Servers refuse it before we see it; we would too."""
    with pytest.raises(Unauthenticated):
        await at_products.viewer(f"Bearer {sent.format(forge.token())}")


async def test_two_headers_do_not_count(at_products: TokenVerifier, forge: Forge) -> None:
    """Whoever looked at one of them may have looked at the wrong one."""
    good = f"Bearer {forge.token()}"
    for second in (good, "Bearer x", ""):
        with pytest.raises(Unauthenticated):
            await at_products.viewer(good, second)


async def test_the_scheme_may_be_in_any_case(at_products: TokenVerifier, forge: Forge) -> None:
    """RFC 9110: schemes have no case. Both types of token count, and one without a type."""
    for scheme in ("Bearer", "bearer", "BEARER"):
        for typ in ("JWT", "at+jwt", ...):
            token = forge.token(header={"typ": typ}, sid="ses_1")
            viewer = await at_products.viewer(f"{scheme} {token}")
            assert viewer == Viewer(
                id=PERSON,
                scopes=frozenset(SCOPES.split()),
                roles=frozenset({"CUSTOMER"}),
                session="ses_1",
            )


async def test_a_service_speaks_where_it_is_addressed(
    at_products: TokenVerifier, at_orders: TokenVerifier, keys: Path
) -> None:
    """A service token counts at the one subgraph it names, with the scopes agreed there."""
    orders = Forge.of(keys / "orders", "svc_orders", issuer="orders")
    saga = orders.token(aud="commerce/products", scope="internal:saga", roles=...)
    viewer = await at_products.viewer(f"Bearer {saga}")
    assert viewer == Viewer(id="svc_orders", scopes=frozenset({"internal:saga"}))
    users = Forge.of(keys / "users", "svc_users")
    called = users.token(aud="commerce/orders", scope="internal:accounts internal:events")
    assert await at_orders.viewer(f"Bearer {called}")
    for verifier, token in ((at_orders, saga), (at_products, called)):
        with pytest.raises(Unauthenticated):
            await verifier.viewer(f"Bearer {token}")


@pytest.mark.parametrize(
    "claims",
    [
        {"scope": "internal:saga orders:write"},
        {"scope": "orders:write"},
        {"scope": "internal:events"},
        {"aud": "commerce"},
        {"aud": "commerce", "scope": "orders:write"},
        {"aud": ["commerce", "commerce/products"]},
        {"aud": "commerce/orders"},
        {"sub": "usr_1"},
        {"iss": "users"},
    ],
    ids=str,
)
async def test_a_service_is_no_person(
    at_products: TokenVerifier, keys: Path, claims: dict[str, Any]
) -> None:
    """The key of orders makes the saga and nobody else, whatever is signed with it."""
    saga = {"aud": "commerce/products", "scope": "internal:saga", "sub": "svc_orders"}
    token = Forge.of(keys / "orders", "svc_orders", issuer="orders").token(**{**saga, **claims})
    with pytest.raises(Unauthenticated):
        await at_products.viewer(f"Bearer {token}")


@pytest.fixture
def trap() -> Iterator[HTTPServer]:
    """A server of the attacker's, which counts who asks it for keys."""

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            trap.asked += 1  # type: ignore[attr-defined]

        def log_message(self, *_: object) -> None: ...

    trap = HTTPServer(("127.0.0.1", 0), Trap)
    trap.asked = 0  # type: ignore[attr-defined]
    threading.Thread(target=trap.serve_forever, daemon=True).start()
    yield trap
    trap.shutdown()
    trap.server_close()


@pytest.mark.parametrize("header", ["jku", "x5u"])
async def test_keys_are_fetched_where_we_were_told_alone(
    at_products: TokenVerifier, forge: Forge, trap: HTTPServer, header: str
) -> None:
    """An address in a token is not asked for anything."""
    elsewhere = f"http://127.0.0.1:{trap.server_port}/keys.json"
    token = forge.token(header={header: elsewhere}, sign=by(a_stranger()))
    with pytest.raises(Unauthenticated):
        await at_products.viewer(f"Bearer {token}")
    assert trap.asked == 0  # type: ignore[attr-defined]
