"""What a token must say to count: its header and its claims, each of the right kind."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from subgraphs.common.errors import Unauthenticated

# Clocks of two machines may differ by so much.
LEEWAY = timedelta(seconds=10)
# A token cannot be taken back before it ends; four times the life of ours leaves room to configure.
MAX_LIFETIME = timedelta(hours=1)
# Ours have about 1 KB; what is longer is not even looked at.
MAX_CHARACTERS = 8192

# Three parts in the base64 of URLs, without the padding that would let one token have two texts.
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_KEY_NAME = re.compile(r"([a-z][a-z0-9-]{0,31}):[A-Za-z0-9._-]{1,64}")
# A name of somebody or something: visible ASCII, so that every database and log can hold it.
_NAME = re.compile(r"[!-~]{1,200}")
# All that our issuers write. The rest (crit, b64, zip, jwk, jku, x5u, cty ...) asks a verifier to
# do something else than it does, so whatever is not listed is refused.
_HEADER = frozenset({"alg", "kid", "typ"})
_TYPES = ("JWT", "at+jwt")
_PADDING, _HASH = PKCS1v15(), SHA256()


class NotValid(Unauthenticated):
    """The access token is not valid; log in again."""

    def __init__(self) -> None:
        # What is wrong with it would help whoever makes tokens up.
        super().__init__("The access token is not valid; log in again.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """What a token says, once its signature is known to be good."""

    issuer: str
    audience: str
    subject: str
    scopes: frozenset[str]
    roles: frozenset[str]
    session: str | None
    # In its time from the one instant to the other, in seconds since 1970; leeway comes on top.
    starts: int
    ends: int


def key_name(token: str) -> tuple[str, str]:
    """The issuer and the key a token names, of which nothing is proved yet."""
    if len(token) > MAX_CHARACTERS or not _TOKEN.fullmatch(token):
        raise NotValid
    header = _json_object(_decoded(token.partition(".")[0]))
    kid = header.get("kid")
    named = _KEY_NAME.fullmatch(kid) if isinstance(kid, str) else None
    if header.keys() - _HEADER or header.get("alg") != "RS256" or named is None:
        raise NotValid
    if header.get("typ", "JWT") not in _TYPES:
        raise NotValid
    return named[1], named[0]


def proved_payload(token: str, key: RSAPublicKey) -> bytes:
    """What the token says, after its signature was found to be by *key*.

    RS256 and nothing else, by the library of the primitive itself: what a header names is never
    looked up, so there is no algorithm to be talked into.
    """
    signed, _, signature = token.rpartition(".")
    try:
        key.verify(_decoded(signature), signed.encode(), _PADDING, _HASH)
    except InvalidSignature:
        raise NotValid from None
    return _decoded(signed.partition(".")[2])


def read_claims(payload: bytes, now: float) -> Claims:
    """The claims of a token that is in its time at *now*, in seconds since 1970."""
    claims = _json_object(payload)
    issued, starts, ends = (_seconds(claims, name) for name in ("iat", "nbf", "exp"))
    leeway = LEEWAY.total_seconds()
    if max(issued, starts) > now + leeway or not 0 < ends - issued <= MAX_LIFETIME.total_seconds():
        raise NotValid
    if ends <= now - leeway:
        raise Unauthenticated("The access token has expired; log in again.")
    _name(claims, "jti")
    scope, roles = claims.get("scope", ""), claims.get("roles", [])
    if not isinstance(scope, str) or not isinstance(roles, list):
        raise NotValid
    if not all(isinstance(role, str) for role in roles):
        raise NotValid
    return Claims(
        issuer=_name(claims, "iss"),
        audience=_name(claims, "aud"),
        subject=_name(claims, "sub"),
        scopes=frozenset(scope.split()),
        roles=frozenset(roles),
        session=_name(claims, "sid") if "sid" in claims else None,
        starts=max(issued, starts),
        ends=ends,
    )


def _decoded(part: str) -> bytes:
    try:
        content = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise NotValid from None
    # Bits that say nothing would let one token have several texts.
    if base64.urlsafe_b64encode(content).decode().rstrip("=") != part:
        raise NotValid
    return content


def _json_object(text: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    # Also a number of more digits than Python reads, and nesting without end.
    except (ValueError, RecursionError):
        raise NotValid from None
    if not isinstance(value, dict):
        raise NotValid
    return value


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    # Exactly int: True is one for isinstance, and NaN is a float.
    if type(value) is not int:
        raise NotValid
    return value


def _name(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise NotValid
    return value
