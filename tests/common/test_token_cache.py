"""A signature is checked once; a remembered token counts no longer and nowhere else than before."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from subgraphs.common import jwks
from subgraphs.common.auth import PEOPLE, Issuer, KeySource, TokenVerifier, Verified
from subgraphs.common.claims import LEEWAY, proved_payload
from subgraphs.common.errors import Unauthenticated
from subgraphs.common.jwks import RemoteKeys
from subgraphs.common.keyring import KeyRing, make_first_key, rotate, withdraw
from subgraphs.common.token_cache import TokenCache
from tests.common.clock import Clock
from tests.common.key_server import KeyServer
from tests.common.test_remote_keys import refreshed
from tests.forging import Forge, encoded

LIFETIME = timedelta(minutes=15)


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens whose signatures were checked."""
    checked: list[str] = []

    def proved(token: str, key: RSAPublicKey) -> bytes:
        checked.append(token)
        return proved_payload(token, key)

    monkeypatch.setattr("subgraphs.common.auth.proved_payload", proved)
    return checked


def verifier_of(keys: KeySource, clock: Clock, audience: str = "commerce") -> TokenVerifier:
    """Trusts users, for people."""
    issuer = Issuer(name="users", keys=keys, audiences={audience: PEOPLE})
    return TokenVerifier([issuer], clock=clock.seconds)


def a_token(ring: KeyRing, person: str = "usr_1") -> str:
    """That person's."""
    return ring.sign({"sub": person}, audience="commerce", lifetime=LIFETIME)


async def test_a_signature_is_checked_once(ring: KeyRing, clock: Clock, proofs: list[str]) -> None:
    """The same token brings the same viewer without another proof; another token is proved."""
    verifier, first, second = verifier_of(ring, clock), a_token(ring), a_token(ring, "usr_2")
    ada = await verifier.viewer(f"Bearer {first}")
    assert await verifier.viewer(f"bearer {first}") is ada
    viewer = await verifier.viewer(f"Bearer {second}")
    assert viewer is not None
    assert viewer.id == "usr_2"
    assert proofs == [first, second]


async def test_it_ends_as_it_would_have(ring: KeyRing, clock: Clock, proofs: list[str]) -> None:
    """From its end on it is read again: it has the leeway it had, and not a second more."""
    verifier, token = verifier_of(ring, clock), a_token(ring)
    sent = f"Bearer {token}"
    await verifier.viewer(sent)
    clock.wait(seconds=LIFETIME.total_seconds() - 1)
    await verifier.viewer(sent)
    assert len(proofs) == 1
    clock.wait(seconds=1)
    await verifier.viewer(sent)
    assert len(proofs) == 2
    clock.wait(seconds=LEEWAY.total_seconds())
    with pytest.raises(Unauthenticated, match="has expired"):
        await verifier.viewer(sent)


async def test_it_does_not_count_before_it_starts(folder: Path, clock: Clock) -> None:
    """A clock that was put back finds it not valid yet, as it would without a memory."""
    forge = Forge.of(folder, "usr_1")
    verifier = verifier_of(KeyRing(folder, "users", LIFETIME, clock=clock), clock)
    starts = int(clock.seconds()) + 5
    sent = f"Bearer {forge.token(iat=starts, nbf=starts, exp=starts + 60)}"
    assert await verifier.viewer(sent)
    clock.wait(seconds=-6)
    with pytest.raises(Unauthenticated):
        await verifier.viewer(sent)
    clock.wait(seconds=1)
    assert await verifier.viewer(sent)


async def test_a_withdrawn_key_of_our_own_ends_it_at_once(
    folder: Path, ring: KeyRing, clock: Clock
) -> None:
    """The issuer itself looks at its ring for each token, remembered or not."""
    verifier, sent = verifier_of(ring, clock), f"Bearer {a_token(ring)}"
    stolen = ring.signing_kid.partition(":")[2]
    assert await verifier.viewer(sent)
    clock.wait(seconds=1)
    rotate(folder, ahead=timedelta(), now=clock.now)
    assert await verifier.viewer(sent)
    withdraw(folder, stolen, clock.now)
    with pytest.raises(Unauthenticated, match="unknown key"):
        await verifier.viewer(sent)


@pytest.fixture
def server(ring: KeyRing) -> Iterator[KeyServer]:
    """Where users publishes its keys."""
    server = KeyServer(ring.jwks())
    yield server
    server.stop()


async def test_a_withdrawn_key_of_another_process_ends_it_with_the_next_fetch(
    folder: Path, ring: KeyRing, server: KeyServer, clock: Clock
) -> None:
    """Remembered tokens make the keys be fetched as all others do, and end with the old set."""
    remote = RemoteKeys(server.url, clock=clock.seconds)
    verifier, sent = verifier_of(remote, clock), f"Bearer {a_token(ring)}"
    stolen = ring.signing_kid.partition(":")[2]
    assert await verifier.viewer(sent)
    rotate(folder, ahead=timedelta(seconds=1), now=clock.now)
    clock.wait(seconds=1)
    withdraw(folder, stolen, clock.now)
    server.document = ring.jwks()
    clock.wait(seconds=jwks.REFRESH_SECONDS)
    assert await verifier.viewer(sent)
    await refreshed(server, remote)
    with pytest.raises(Unauthenticated, match="unknown key"):
        await verifier.viewer(sent)


def exchange_key(folder: Path, clock: Clock) -> None:
    """Another key in the file of the only one."""
    (file,) = folder.glob("*.pem")
    file.unlink()
    make_first_key(folder, clock.now)


async def test_another_key_under_the_same_name_ends_it(folder: Path, clock: Clock) -> None:
    """What counts is the key that was looked at, not what it is called."""

    class Keys:
        """A source whose one key is exchanged."""

        ring = KeyRing(folder, "users", LIFETIME, clock=clock)

        async def key(self, kid: str) -> RSAPublicKey | None:
            return self.ring.public_key(kid)

    keys = Keys()
    verifier, token = verifier_of(keys, clock), a_token(keys.ring)
    assert await verifier.viewer(f"Bearer {token}")
    exchange_key(folder, clock)
    keys.ring = KeyRing(folder, "users", LIFETIME, clock=clock)
    with pytest.raises(Unauthenticated):
        await verifier.viewer(f"Bearer {token}")


async def test_a_tampered_token_is_another_one(ring: KeyRing, clock: Clock) -> None:
    """Not one character may differ: neither of the signature, nor of what was signed."""
    verifier, token = verifier_of(ring, clock), a_token(ring)
    assert await verifier.viewer(f"Bearer {token}")
    header, payload, signature = token.split(".")
    root = encoded(b'{"sub":"usr_2"}')
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    for changed in (
        f"{header}.{payload}.{flipped}",
        f"{header}.{payload}.{signature[:-1]}",
        f"{header}.{root}.{signature}",
        f"{header}.{payload}.",
        f"{token} ",
    ):
        with pytest.raises(Unauthenticated):
            await verifier.viewer(f"Bearer {changed}")


async def test_one_verifier_knows_nothing_of_another(ring: KeyRing, clock: Clock) -> None:
    """A token that counts here is no token there, where another audience is meant."""
    here, there = verifier_of(ring, clock), verifier_of(ring, clock, audience="elsewhere")
    sent = f"Bearer {a_token(ring)}"
    assert await here.viewer(sent)
    with pytest.raises(Unauthenticated):
        await there.viewer(sent)


async def test_two_headers_are_refused_though_one_is_remembered(
    ring: KeyRing, clock: Clock
) -> None:
    """A proxy in front of us may have looked at the other one."""
    verifier, sent = verifier_of(ring, clock), f"Bearer {a_token(ring)}"
    assert await verifier.viewer(sent)
    with pytest.raises(Unauthenticated):
        await verifier.viewer(sent, sent)


async def test_nothing_refused_is_remembered(ring: KeyRing, clock: Clock) -> None:
    """Made-up tokens take no memory, however many come."""
    issuer = Issuer(name="users", keys=ring, audiences={"commerce": PEOPLE})
    cache: TokenCache[Verified] = TokenCache()
    verifier = TokenVerifier([issuer], clock=clock.seconds, cache=cache)
    token = a_token(ring)
    for number in range(50):
        for made_up in (f"{token}{number}", f"x{number}.y.z", f"{number}"):
            with pytest.raises(Unauthenticated):
                await verifier.viewer(f"Bearer {made_up}")
    assert len(cache) == 0
    clock.wait(hours=1)
    with pytest.raises(Unauthenticated):
        await verifier.viewer(f"Bearer {token}")
    assert len(cache) == 0


def test_the_tokens_used_last_are_kept() -> None:
    """Neither more tokens than that nor more characters; using one keeps it."""
    cache: TokenCache[int] = TokenCache(max_tokens=3, max_characters=10)
    for number, token in enumerate("abc"):
        cache.keep(token, number)
    assert cache.get("a") == 0
    cache.keep("d", 3)
    assert [cache.get(each) for each in "abcd"] == [0, None, 2, 3]
    cache.keep("e" * 9, 4)
    assert [cache.get(each) for each in ("a", "c", "d", "e" * 9)] == [None, None, 3, 4]
    cache.keep("f" * 11, 5)
    assert len(cache) == 0


def test_what_is_forgotten_leaves_its_room() -> None:
    """Keeping one token again and again, or forgetting it, counts it once or not at all."""
    cache: TokenCache[int] = TokenCache(max_tokens=3, max_characters=10)
    for number in range(20):
        cache.keep("a" * 6, number)
    assert cache.get("a" * 6) == 19
    for _ in range(5):
        cache.forget("a" * 6)
    cache.keep("b" * 10, 1)
    assert cache.get("b" * 10) == 1
    cache.keep("c", 2)
    assert [cache.get("b" * 10), cache.get("c")] == [None, 2]


async def test_a_remembered_token_costs_next_to_nothing(ring: KeyRing, clock: Clock) -> None:
    """A signature costs several times what looking a token up costs."""
    verifier, sent = verifier_of(ring, clock), f"Bearer {a_token(ring)}"

    async def spent(verifiers: list[TokenVerifier]) -> float:
        started = time.process_time()
        for each in verifiers:
            await each.viewer(sent)
        return time.process_time() - started

    await verifier.viewer(sent)
    pairs = []
    for _ in range(20):
        remembering = await spent([verifier] * 50)
        proving = await spent([verifier_of(ring, clock) for _ in range(50)])
        pairs.append(remembering / proving)
    assert min(pairs) < 0.8
