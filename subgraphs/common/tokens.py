"""Signing: RS256 tokens and the JWKS that lets others verify them."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import RSAAlgorithm


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningKey:
    """A private key and the name (`kid`) under which its public half is published."""

    issuer: str
    kid: str
    private: RSAPrivateKey

    @classmethod
    def from_file(cls, path: Path, issuer: str) -> "SigningKey":
        """Read a PEM private key; the file's stem becomes part of the key's name."""
        private = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, RSAPrivateKey):
            raise TypeError(f"{path.name} does not hold an RSA private key")
        # The issuer is in the key's name, so a verifier with several issuers knows whose it is.
        return cls(issuer=issuer, kid=f"{issuer}:{path.stem}", private=private)

    def sign(self, claims: Mapping[str, Any], *, audience: str, lifetime: timedelta) -> str:
        """A token of this issuer that starts now and ends after *lifetime*."""
        now = datetime.now(UTC)
        standard = {
            "iss": self.issuer,
            "aud": audience,
            "iat": now,
            "nbf": now,
            "exp": now + lifetime,
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode(
            {**claims, **standard}, self.private, algorithm="RS256", headers={"kid": self.kid}
        )

    def jwks(self) -> dict[str, Any]:
        """The public half as a JSON Web Key Set (RFC 7517)."""
        key = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {"keys": [{**key, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    def public_keys(self) -> dict[str, RSAPublicKey]:
        """The public half by its name, for the issuer's own verifier."""
        return {self.kid: self.private.public_key()}
