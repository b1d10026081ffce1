"""Who is asking: access tokens verified here, with public keys fetched once from their issuer."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from subgraphs.common.errors import Unauthenticated, Unavailable

REQUIRED_CLAIMS = ["iss", "aud", "sub", "iat", "nbf", "exp", "jti"]
LEEWAY_SECONDS = 10
# Between two fetches for unknown keys: made-up key names must not become a load on the issuer.
REFETCH_SECONDS = 5.0
# After a fetch that failed: an issuer that is just starting is soon there.
RETRY_SECONDS = 0.5
_NO_KEYS = "The keys that verify access tokens cannot be fetched; try again."


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewer:
    """A person or a service with a valid token."""

    id: str
    scopes: frozenset[str]
    roles: frozenset[str] = frozenset()
    # Which of its sessions a person's token belongs to.
    session: str | None = None


@dataclass(slots=True)
class Issuer:
    """Somebody whose tokens count, and the only scopes they may grant (None: any)."""

    name: str
    jwks_url: str | None = None
    grants: frozenset[str] | None = None
    keys: dict[str, RSAPublicKey] = field(default_factory=dict)
    _fetched_at: float = -REFETCH_SECONDS
    _is_unreachable: bool = False
    _fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def key(self, kid: str) -> RSAPublicKey:
        """The public key *kid*; known keys need no network, so a dead issuer harms nobody."""
        if kid not in self.keys:
            async with self._fetching:
                if kid not in self.keys and time.monotonic() - self._fetched_at >= REFETCH_SECONDS:
                    # Set before the fetch: a dead issuer is not asked for every token either.
                    self._fetched_at, self._is_unreachable = time.monotonic(), True
                    try:
                        self.keys.update(await asyncio.to_thread(self._fetch))
                    except Unavailable:
                        self._fetched_at += RETRY_SECONDS - REFETCH_SECONDS
                        raise
                    self._is_unreachable = False
        if kid not in self.keys and self._is_unreachable:
            raise Unavailable(_NO_KEYS)
        if kid not in self.keys:
            raise Unauthenticated("The access token was signed with an unknown key; log in again.")
        return self.keys[kid]

    def _fetch(self) -> Mapping[str, RSAPublicKey]:
        if self.jwks_url is None:
            return {}
        client = jwt.PyJWKClient(self.jwks_url, cache_jwk_set=False, timeout=2)
        try:
            return {key.key_id: key.key for key in client.get_signing_keys() if key.key_id}
        except jwt.PyJWKClientError:
            raise Unavailable(_NO_KEYS) from None


class TokenVerifier:
    """Turns an `Authorization` header into the viewer; every subgraph does it for itself."""

    def __init__(self, issuers: Sequence[Issuer], audience: str) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._audience = audience

    async def viewer(self, authorization: str | None) -> Viewer | None:
        """None for a guest; UNAUTHENTICATED when a token is there and is not good."""
        if authorization is None:
            return None
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send the access token as `Authorization: Bearer <token>`.")
        try:
            return await self._verified(token)
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("The access token has expired; log in again.") from None
        except jwt.InvalidTokenError:
            raise Unauthenticated("The access token is not valid; log in again.") from None

    async def _verified(self, token: str) -> Viewer:
        kid = jwt.get_unverified_header(token).get("kid", "")
        issuer = self._issuers.get(str(kid).partition(":")[0])
        if issuer is None:
            raise jwt.InvalidIssuerError
        claims: Mapping[str, Any] = jwt.decode(
            token,
            await issuer.key(kid),
            algorithms=["RS256"],
            audience=self._audience,
            issuer=issuer.name,
            options={"require": REQUIRED_CLAIMS},
            leeway=LEEWAY_SECONDS,
        )
        scopes = frozenset(str(claims.get("scope", "")).split())
        if issuer.grants is not None:
            scopes &= issuer.grants
        return Viewer(
            id=claims["sub"],
            scopes=scopes,
            roles=frozenset(claims.get("roles", ())),
            session=claims.get("sid"),
        )
