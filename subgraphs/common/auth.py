"""Who is asking: access tokens, verified in every subgraph by their issuer's public keys."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from subgraphs.common.claims import Claims, NotValid, key_name, proved_payload, read_claims
from subgraphs.common.errors import Unauthenticated
from subgraphs.common.token_cache import TokenCache

# Services have names that no person's id can be, and scopes that no person can hold.
SERVICE = "svc_"
INTERNAL = "internal:"
# What an issuer may grant to people: any scope that is not internal.
PEOPLE = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewer:
    """A person or a service with a valid token."""

    id: str
    scopes: frozenset[str]
    roles: frozenset[str] = frozenset()
    # The session a person's token belongs to, when it says so.
    session: str | None = None


class KeySource(Protocol):
    """Where an issuer's public keys come from: a ring of this process, or a JWKS address."""

    async def key(self, kid: str) -> RSAPublicKey | None:
        """The public key *kid*; None when the issuer has no such key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """Somebody whose tokens count here: its keys, and to whom it may speak as whom.

    *audiences* names each audience its tokens may have here, with the scopes such a token may
    hold: PEOPLE, or for services exactly those listed.
    """

    name: str
    keys: KeySource
    audiences: Mapping[str, frozenset[str] | None]

    def may_say(self, claims: Claims) -> bool:
        """Whether a token of this issuer may say all that; one word too many, and none of it."""
        if claims.issuer != self.name or claims.audience not in self.audiences:
            return False
        granted = self.audiences[claims.audience]
        is_service = claims.subject.startswith(SERVICE)
        if granted is None:
            return not is_service and not any(each.startswith(INTERNAL) for each in claims.scopes)
        return is_service and claims.scopes <= granted


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """Whom a token names, and what that rests on."""

    viewer: Viewer
    keys: KeySource
    kid: str
    key: RSAPublicKey
    starts: int
    ends: int

    async def holds(self, clock: Callable[[], float]) -> bool:
        """Whether it need not be verified again: its key is the one it was, and it is in time.

        The very key, asked for at each use: a withdrawn one stops counting as soon as its source
        knows. Leeway is left to whoever reads the claims.
        """
        if await self.keys.key(self.kid) is not self.key:
            return False
        return self.starts <= clock() < self.ends


class TokenVerifier:
    """Turns an `Authorization` header into the viewer; every subgraph does it for itself.

    The signature of a token is checked once. Whatever is refused is not remembered: nobody can
    fill the memory with what was never signed.
    """

    def __init__(
        self,
        issuers: Sequence[Issuer],
        *,
        clock: Callable[[], float] = time.time,
        cache: TokenCache[Verified] | None = None,
    ) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._clock = clock
        self._cache = TokenCache() if cache is None else cache

    async def viewer(self, *authorization: str) -> Viewer | None:
        """None for a guest, without the header; UNAUTHENTICATED when it is there and not good."""
        if not authorization:
            return None
        scheme, _, token = authorization[0].partition(" ")
        # Of two headers a proxy in front of us may have looked at the other one.
        if len(authorization) > 1 or scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send one access token, as `Authorization: Bearer <token>`.")
        known = self._cache.get(token)
        if known is None or not await known.holds(self._clock):
            self._cache.forget(token)
            known = await self._verified(token)
            self._cache.keep(token, known)
        return known.viewer

    async def _verified(self, token: str) -> Verified:
        name, kid = key_name(token)
        issuer = self._issuers.get(name)
        if issuer is None:
            raise NotValid
        key = await issuer.keys.key(kid)
        if key is None:
            raise Unauthenticated("The access token was signed with an unknown key; log in again.")
        claims = read_claims(proved_payload(token, key), self._clock())
        if not issuer.may_say(claims):
            raise NotValid
        return Verified(
            viewer=_viewer(claims),
            keys=issuer.keys,
            kid=kid,
            key=key,
            starts=claims.starts,
            ends=claims.ends,
        )


def _viewer(claims: Claims) -> Viewer:
    return Viewer(
        id=claims.subject,
        scopes=claims.scopes,
        roles=claims.roles,
        session=claims.session,
    )
