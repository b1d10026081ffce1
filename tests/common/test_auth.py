"""An access token counts only when all of it is right."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from subgraphs.common.auth import Issuer, TokenVerifier, Viewer
from subgraphs.common.errors import Unauthenticated, Unavailable
from subgraphs.common.tokens import SigningKey

AUDIENCE = "commerce"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    """The users subgraph's key."""
    return SigningKey.from_file(_new_key(tmp_path_factory.mktemp("keys") / "users-1.pem"), "users")


@pytest.fixture
def verifier(key: SigningKey) -> TokenVerifier:
    """Trusts the users subgraph."""
    return TokenVerifier([Issuer(name="users", keys=key.public_keys())], AUDIENCE)


def _new_key(path: Path) -> Path:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def _token(key: SigningKey, **changes: Any) -> str:
    now = datetime.now(UTC)
    claims: dict[str, Any] = {
        "iss": "users",
        "aud": AUDIENCE,
        "sub": "usr_1",
        "iat": now,
        "nbf": now,
        "exp": now + timedelta(minutes=5),
        "jti": "1",
        "scope": "orders:write",
    }
    claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.kid})


def _unsigned(token: str, algorithm: str) -> str:
    header = json.dumps({"alg": algorithm, "kid": jwt.get_unverified_header(token)["kid"]})
    encoded = base64.urlsafe_b64encode(header.encode()).decode().rstrip("=")
    return f"{encoded}.{token.split('.')[1]}."


async def test_a_good_token_names_its_viewer(verifier: TokenVerifier, key: SigningKey) -> None:
    """Subject and scopes are the token's."""
    viewer = await verifier.viewer(f"Bearer {_token(key)}")
    assert viewer == Viewer(id="usr_1", scopes=frozenset({"orders:write"}))


async def test_no_token_is_a_guest(verifier: TokenVerifier) -> None:
    """Guests may browse; they are not an error."""
    assert await verifier.viewer(None) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"nbf": datetime(2999, 1, 1, tzinfo=UTC)},
        {"iss": "orders"},
        {"aud": "other"},
        *({name: None} for name in ("iss", "aud", "sub", "iat", "nbf", "exp", "jti")),
    ],
)
async def test_a_wrong_or_missing_claim_is_refused(
    verifier: TokenVerifier, key: SigningKey, changes: dict[str, Any]
) -> None:
    """Expired, early, for somebody else, from somebody else, or incomplete: not valid."""
    with pytest.raises(Unauthenticated):
        await verifier.viewer(f"Bearer {_token(key, **changes)}")


async def test_a_forged_signature_is_refused(
    verifier: TokenVerifier, key: SigningKey, tmp_path: Path
) -> None:
    """A key of the same name, no signature, and the public key as an HMAC secret all fail."""
    forger = SigningKey.from_file(_new_key(tmp_path / "users-1.pem"), "users")
    good = _token(key)
    for forged in (_token(forger), _unsigned(good, "none"), _unsigned(good, "HS256"), good[:-4]):
        with pytest.raises(Unauthenticated):
            await verifier.viewer(f"Bearer {forged}")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "x y z"])
async def test_a_malformed_header_is_refused(verifier: TokenVerifier, header: str) -> None:
    """Whatever is sent instead of a token is told so."""
    with pytest.raises(Unauthenticated):
        await verifier.viewer(header)


async def test_an_issuer_grants_only_what_it_may(key: SigningKey) -> None:
    """A service's token cannot carry a person's scopes, whatever it says."""
    limited = Issuer(name="users", keys=key.public_keys(), grants=frozenset({"internal:saga"}))
    token = _token(key, scope="internal:saga orders:refund")
    viewer = await TokenVerifier([limited], AUDIENCE).viewer(f"Bearer {token}")
    assert viewer is not None
    assert viewer.scopes == {"internal:saga"}


async def test_a_dead_issuer_harms_nobody_with_a_known_key(key: SigningKey) -> None:
    """Known keys need no network; only an unknown one has to be fetched, and that says so."""
    dead = "http://127.0.0.1:9/jwks.json"
    known = Issuer(name="users", jwks_url=dead, keys=key.public_keys())
    assert await TokenVerifier([known], AUDIENCE).viewer(f"Bearer {_token(key)}")
    unknown = Issuer(name="users", jwks_url=dead)
    with pytest.raises(Unavailable):
        await TokenVerifier([unknown], AUDIENCE).viewer(f"Bearer {_token(key)}")
