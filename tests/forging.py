"""Tokens as an issuer writes them, and as somebody would who wants to be somebody else."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm

Sign = Callable[[bytes], bytes]
ISSUER = "users"
AUDIENCE = "commerce"
SCOPES = "orders:read orders:write inventory:read"


@cache
def a_stranger() -> rsa.RSAPrivateKey:
    """A key that no ring holds."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True, kw_only=True)
class Forge:
    """Holds an issuer's own key, for what that issuer would never sign."""

    person: str
    kid: str
    private: rsa.RSAPrivateKey

    @classmethod
    def of(cls, ring: Path, person: str, issuer: str = ISSUER) -> "Forge":
        """Over the newest key of a ring's folder."""
        newest = max(ring.glob("*.pem"))
        private = load_pem_private_key(newest.read_bytes(), password=None)
        assert isinstance(private, rsa.RSAPrivateKey)
        return cls(person=person, kid=f"{issuer}:{newest.stem}", private=private)

    def token(
        self, *, header: Mapping[str, Any] | None = None, sign: Sign | None = None, **claims: Any
    ) -> str:
        """A good token but for what is given; `...` takes a header or claim away."""
        return compact(
            _with({"alg": "RS256", "kid": self.kid, "typ": "JWT"}, header or {}),
            _with(self.claims, claims),
            sign or by(self.private),
        )

    def of_payload(self, payload: Any) -> str:
        """Truly signed, whatever the payload is."""
        return compact({"alg": "RS256", "kid": self.kid}, payload, by(self.private))

    @property
    def claims(self) -> dict[str, Any]:
        """What a good token says."""
        now = int(time.time())
        return {
            "iss": self.kid.partition(":")[0],
            "aud": AUDIENCE,
            "sub": self.person,
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            "jti": "0f9a",
            "scope": SCOPES,
            "roles": ["CUSTOMER"],
        }

    def public_texts(self) -> dict[str, bytes]:
        """The public key as everybody may have it."""
        public = self.private.public_key()
        return {
            "PEM": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            "JWK": RSAAlgorithm.to_jwk(public).encode(),
        }


def by(private: rsa.RSAPrivateKey) -> Sign:
    """Signatures as RS256 has them."""
    return lambda text: private.sign(text, PKCS1v15(), SHA256())


def by_secret(secret: bytes, algorithm: str) -> Sign:
    """Signatures as HS256, HS384 and HS512 have them."""
    digest = getattr(hashlib, f"sha{algorithm[2:]}")
    return lambda text: hmac.new(secret, text, digest).digest()


def compact(header: Any, payload: Any, sign: Sign) -> str:
    """The three parts; bytes are taken as they are, everything else as JSON."""
    signed = f"{encoded(_text(header))}.{encoded(_text(payload))}"
    return f"{signed}.{encoded(sign(signed.encode()))}"


def encoded(content: bytes) -> str:
    """Base64 as URLs have it, without padding."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _text(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def _with(normal: Mapping[str, Any], special: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in {**normal, **special}.items() if v is not ...}
