"""Keys of another process: known without waiting, followed without a restart."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from subgraphs.common import jwks
from subgraphs.common.auth import PEOPLE, Issuer, TokenVerifier, Viewer
from subgraphs.common.errors import Unauthenticated, Unavailable
from subgraphs.common.jwks import RemoteKeys
from subgraphs.common.keyring import KeyRing, make_first_key, rotate, withdraw
from tests.common.clock import Clock
from tests.common.key_server import KeyServer
from tests.forging import encoded

LIFETIME = timedelta(minutes=15)
AHEAD = timedelta(seconds=2 * jwks.REFRESH_SECONDS)
# The first part of a token by a key nobody has heard of.
UNHEARD_OF = encoded(b'{"alg":"RS256","kid":"users:20260101T000000Z"}')


@pytest.fixture
def clock() -> Clock:
    """Goes when it is told to."""
    return Clock()


@pytest.fixture
def ring(tmp_path: Path, clock: Clock) -> KeyRing:
    """The issuer's own keys."""
    make_first_key(tmp_path / "users", clock.now)
    return KeyRing(tmp_path / "users", "users", LIFETIME, clock=clock)


@pytest.fixture
def server(ring: KeyRing) -> Iterator[KeyServer]:
    """Where the issuer publishes them."""
    server = KeyServer(ring.jwks())
    yield server
    server.stop()


@pytest.fixture
def remote(server: KeyServer, clock: Clock) -> RemoteKeys:
    """What another process knows of them."""
    return RemoteKeys(server.url, clock=clock.seconds)


@pytest.fixture
def verifier(remote: RemoteKeys, clock: Clock) -> TokenVerifier:
    """Of the other process."""
    issuer = Issuer(name="users", keys=remote, audiences={"commerce": PEOPLE})
    return TokenVerifier([issuer], clock=clock.seconds)


def header(ring: KeyRing, person: str = "usr_1") -> str:
    """What that person sends."""
    return f"Bearer {ring.sign({'sub': person}, audience='commerce', lifetime=LIFETIME)}"


async def refreshed(server: KeyServer, remote: RemoteKeys, *, fetches: int = 2) -> None:
    """A background fetch ends by itself; nobody waits for it but a test."""
    async with asyncio.timeout(5):
        while server.asked < fetches or remote._fetching is not None:  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)


async def test_rotation_is_followed_without_a_restart(
    tmp_path: Path,
    ring: KeyRing,
    server: KeyServer,
    remote: RemoteKeys,
    verifier: TokenVerifier,
    clock: Clock,
) -> None:
    """A busy verifier knows the next key before it signs: no token of it costs a fetch."""
    assert await verifier.viewer(header(ring))
    rotate(tmp_path / "users", ahead=AHEAD, now=clock.now)
    server.document = ring.jwks()
    clock.wait(seconds=jwks.REFRESH_SECONDS)
    assert await verifier.viewer(header(ring))
    await refreshed(server, remote)
    before = ring.signing_kid
    clock.wait(seconds=jwks.REFRESH_SECONDS - 1)
    old = header(ring)
    clock.wait(seconds=1)
    assert ring.signing_kid != before
    server.stop()
    for sent in (header(ring), old):
        assert await verifier.viewer(sent)


async def test_dead_issuer_harms_nobody_with_a_known_key(
    ring: KeyRing, server: KeyServer, verifier: TokenVerifier, clock: Clock
) -> None:
    """An hour, and a day: a known key needs no network, and nobody waits for a dead server."""
    assert await verifier.viewer(header(ring))
    server.stop()
    for hours in (1, 23):
        for _ in range(10):
            clock.wait(hours=hours / 10)
            started = time.perf_counter()
            assert await verifier.viewer(header(ring)) == Viewer(id="usr_1", scopes=frozenset())
            assert time.perf_counter() - started < 0.1
            await asyncio.sleep(0.02)


async def test_unknown_key_of_a_dead_issuer_is_unavailable(
    tmp_path: Path, ring: KeyRing, server: KeyServer, verifier: TokenVerifier, clock: Clock
) -> None:
    """Whether the token is good cannot be told; it may be told when the issuer is back."""
    server.stop()
    with pytest.raises(Unavailable):
        await verifier.viewer(header(ring))
    server.start_again()
    # Not at once: a dead issuer is not asked for every token either.
    with pytest.raises(Unavailable):
        await verifier.viewer(header(ring))
    clock.wait(seconds=jwks.RETRY_SECONDS)
    assert await verifier.viewer(header(ring))
    server.stop()
    clock.wait(seconds=jwks.REFETCH_SECONDS)
    rotate(tmp_path / "users", ahead=timedelta(), now=clock.now)
    with pytest.raises(Unavailable):
        await verifier.viewer(header(ring))


async def test_made_up_keys_are_no_load_on_the_issuer(
    ring: KeyRing, server: KeyServer, remote: RemoteKeys, clock: Clock
) -> None:
    """However many names, however many at once: one fetch each five seconds."""
    for fetches in (1, 2):
        names = [f"users:20260101T0000{n:02}Z" for n in range(60)]
        assert set(await asyncio.gather(*map(remote.key, names))) == {None}
        assert [await remote.key(name) for name in names] == [None] * 60
        assert server.asked == fetches
        clock.wait(seconds=jwks.REFETCH_SECONDS)
    assert await remote.key(ring.signing_kid)
    assert server.asked == 2


@pytest.mark.parametrize("kid", ["users:../x", "users:' OR '1'='1", "users:" + "a" * 65, "users:"])
async def test_name_no_key_can_have_costs_no_fetch(
    server: KeyServer, verifier: TokenVerifier, kid: str
) -> None:
    """It is refused by its looks: no address, no table and no file is looked into for it."""
    header = encoded(json.dumps({"alg": "RS256", "kid": kid}).encode())
    with pytest.raises(Unauthenticated):
        await verifier.viewer(f"Bearer {header}.e30.e30")
    assert server.asked == 0


async def test_withdrawn_key_stops_counting_after_the_refresh(
    tmp_path: Path,
    ring: KeyRing,
    server: KeyServer,
    remote: RemoteKeys,
    verifier: TokenVerifier,
    clock: Clock,
) -> None:
    """A fetched set replaces the one before it: what is not in it any more counts no more."""
    stolen, forged = ring.signing_kid, header(ring, "usr_victim")
    assert await verifier.viewer(forged)
    clock.wait(seconds=1)
    rotate(tmp_path / "users", ahead=timedelta(), now=clock.now)
    withdraw(tmp_path / "users", stolen.partition(":")[2], clock.now)
    server.document = ring.jwks()
    clock.wait(seconds=jwks.REFRESH_SECONDS)
    assert await verifier.viewer(forged)
    await refreshed(server, remote)
    with pytest.raises(Unauthenticated):
        await verifier.viewer(forged)
    assert await verifier.viewer(header(ring))


async def test_emergency_key_counts_within_seconds(
    tmp_path: Path, ring: KeyRing, server: KeyServer, verifier: TokenVerifier, clock: Clock
) -> None:
    """A key that signs as soon as it is published costs one fetch, and nobody is refused."""
    assert await verifier.viewer(header(ring))
    clock.wait(seconds=jwks.REFETCH_SECONDS)
    rotate(tmp_path / "users", ahead=timedelta(), now=clock.now)
    server.document = ring.jwks()
    sent = [header(ring) for _ in range(20)]
    assert all(await asyncio.gather(*map(verifier.viewer, sent)))
    assert server.asked == 2


async def test_hanging_issuer_does_not_stop_the_loop(
    ring: KeyRing, server: KeyServer, verifier: TokenVerifier, clock: Clock
) -> None:
    """While a fetch hangs others go on: a known key at once, an unknown one after two seconds."""
    assert await verifier.viewer(header(ring))
    known = header(ring)
    server.goes.clear()
    clock.wait(seconds=jwks.REFRESH_SECONDS)
    ticks: list[float] = []

    async def tick() -> None:
        while True:
            ticks.append(time.perf_counter())
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    started = time.perf_counter()
    assert await verifier.viewer(known)
    assert time.perf_counter() - started < 0.1
    with pytest.raises(Unavailable):
        await verifier.viewer(f"Bearer {UNHEARD_OF}.e30.e30")
    waited = time.perf_counter() - started
    ticking.cancel()
    assert 1.5 < waited < 3
    gaps = [later - sooner for sooner, later in pairwise(ticks)]
    assert max(gaps) < 0.25
    server.goes.set()
    await asyncio.sleep(0.1)


async def test_issuer_that_drips_is_waited_for_two_seconds(
    ring: KeyRing, server: KeyServer, remote: RemoteKeys, verifier: TokenVerifier
) -> None:
    """A byte now and then keeps a connection alive, and nobody waiting; one thread, not many."""
    server.drips = True
    started = time.perf_counter()
    for _ in range(2):
        with pytest.raises(Unavailable):
            await asyncio.gather(*(verifier.viewer(header(ring)) for _ in range(10)))
    assert 3 < time.perf_counter() - started < 6
    assert server.asked == 1
    server.drips = False
    await refreshed(server, remote, fetches=1)


@pytest.mark.parametrize(
    "document",
    [b"<html>", b"", b"[]", b"null", {"keys": []}, {"keys": None}, {"keys": [{"kty": "RSA"}]}],
    ids=str,
)
async def test_strange_answer_takes_no_known_key_away(
    ring: KeyRing,
    server: KeyServer,
    remote: RemoteKeys,
    verifier: TokenVerifier,
    clock: Clock,
    document: Any,
) -> None:
    """A page of a proxy instead of a key set is a failed fetch, not an empty set."""
    assert await verifier.viewer(header(ring))
    server.document = document
    clock.wait(seconds=jwks.REFRESH_SECONDS)
    for _ in range(2):
        assert await verifier.viewer(header(ring))
        await refreshed(server, remote)


async def test_only_rsa_keys_are_taken(
    ring: KeyRing, server: KeyServer, remote: RemoteKeys
) -> None:
    """A shared secret or a curve in a key set verifies nothing."""
    secret = {"kty": "oct", "k": "c2VjcmV0c2VjcmV0c2VjcmV0", "alg": "HS256", "kid": "users:hs"}
    curve = {
        "kty": "EC",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "kid": "users:ec",
    }
    server.document = {"keys": [*ring.jwks()["keys"], secret, curve]}
    assert await remote.key(ring.signing_kid)
    assert [await remote.key(kid) for kid in ("users:hs", "users:ec")] == [None, None]
