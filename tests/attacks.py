"""Tokens that must never count, each by the name of its trick."""

import json
import time
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from jwt.algorithms import RSAAlgorithm

from tests.forging import Forge, Sign, a_stranger, by, by_secret, compact, encoded

REQUIRED = ("iss", "aud", "sub", "iat", "nbf", "exp", "jti")
ELSEWHERE = "http://127.0.0.1:9/keys.json"


def _unsigned(forge: Forge) -> Iterator[tuple[str, str]]:
    for alg in ("none", "None", "NONE", "nOnE", "", "rs256"):
        yield f"alg {alg!r}, no signature", forge.token(header={"alg": alg}, sign=lambda _: b"")
        yield f"alg {alg!r}, signed", forge.token(header={"alg": alg})
    yield "no alg", forge.token(header={"alg": ...})
    yield "alg is a list", forge.token(header={"alg": ["RS256"]})


def _confused(forge: Forge) -> Iterator[tuple[str, str]]:
    for algorithm in ("HS256", "HS384", "HS512"):
        for form, text in forge.public_texts().items():
            sign = by_secret(text, algorithm)
            name = f"{algorithm} with the public key's {form}"
            yield name, forge.token(header={"alg": algorithm}, sign=sign)
            yield f"{name}, called RS256", forge.token(sign=sign)


def _other_algorithms(forge: Forge) -> Iterator[tuple[str, str]]:
    key = forge.private
    pss = padding.PSS(padding.MGF1(SHA256()), padding.PSS.DIGEST_LENGTH)
    signs: dict[str, Sign] = {
        "RS512": lambda text: key.sign(text, padding.PKCS1v15(), SHA512()),
        "PS256": lambda text: key.sign(text, pss, SHA256()),
        "ES256": _by_curve,
    }
    for algorithm, sign in signs.items():
        yield algorithm, forge.token(header={"alg": algorithm}, sign=sign)
        yield f"{algorithm}, called RS256", forge.token(sign=sign)


def _by_curve(text: bytes) -> bytes:
    signature = ec.generate_private_key(ec.SECP256R1()).sign(text, ec.ECDSA(SHA256()))
    return b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(signature))


def _foreign_keys(forge: Forge) -> Iterator[tuple[str, str]]:
    stranger = a_stranger()
    public = json.loads(RSAAlgorithm.to_jwk(stranger.public_key()))
    yield "another key, the same kid", forge.token(sign=by(stranger))
    brought: dict[str, Any] = {"jwk": public, "jku": ELSEWHERE, "x5u": ELSEWHERE, "x5c": ["MIIB"]}
    for name, value in brought.items():
        yield f"{name} of another key", forge.token(header={name: value}, sign=by(stranger))
        yield f"{name} beside a good signature", forge.token(header={name: value})


def _key_names(forge: Forge) -> Iterator[tuple[str, str]]:
    names = {
        "unknown": "users:20200101T000000Z",
        "a path": "users:../../../../etc/passwd",
        "a path to our key": f"users:../users/{forge.kid.partition(':')[2]}",
        "SQL": "users:' OR '1'='1",
        "empty": "",
        "missing": ...,
        "null": None,
        "a number": 1,
        "a list": [forge.kid],
        "huge": "users:" + "a" * 5000,
        "of nobody": forge.kid.partition(":")[2],
        "of another issuer": forge.kid.replace("users", "orders"),
        "with a NUL": f"{forge.kid}\0",
        "with a new line": f"{forge.kid}\n",
        "half a character": "users:\ud800",
    }
    for name, kid in names.items():
        yield f"kid {name}", forge.token(header={"kid": kid})


def _times(forge: Forge) -> Iterator[tuple[str, str]]:
    now = int(time.time())
    yield "expired", forge.token(iat=now - 700, nbf=now - 700, exp=now - 60)
    yield "not yet", forge.token(nbf=now + 120)
    yield "from the future", forge.token(iat=now + 120, nbf=now, exp=now + 300)
    yield "for ever", forge.token(exp=now + 10**9)
    yield "two hours long", forge.token(exp=now + 7200)
    yield "ends before it begins", forge.token(iat=now, exp=now)
    values: dict[str, Any] = {
        "text": str(now + 300),
        "a float": now + 300.5,
        "true": True,
        "negative": -1,
    }
    values |= {"not a number": float("nan"), "endless": float("inf"), "huge": 10**300}
    values |= {"a list": [now], "0": 0}
    for claim in ("exp", "nbf", "iat"):
        for name, value in values.items():
            # These two lie in the past, which is fine for a beginning.
            if claim != "nbf" or name not in ("negative", "0"):
                yield f"{claim} {name}", forge.token(**{claim: value})


def _claims(forge: Forge) -> Iterator[tuple[str, str]]:
    for claim in REQUIRED:
        for name, value in (("missing", ...), ("null", None)):
            absent: dict[str, Any] = {claim: value}
            yield f"{claim} {name}", forge.token(**absent)
    both = ["commerce", "commerce/orders"]
    wrong: dict[str, list[Any]] = {
        "iss": ["orders", "", "Users", ["users"]],
        "aud": ["other", "", "commerce ", ["commerce"], both, {"commerce": 1}, "commerce/nowhere"],
        "sub": [7, {}, "", "a b", "x" * 201, "usr_\0", "usr_\n", "usr_\ud800", ["usr_1"]],
        "jti": [1, "", {}],
        "scope": [["orders:write"], 1, None, {"orders:write": True}],
        "roles": ["ADMIN", [1], {"ADMIN": True}, None],
        "sid": [1, "", None],
    }
    for claim, values in wrong.items():
        for value in values:
            yield f"{claim} {value!r:.30}", forge.token(**{claim: value})
    yield "a person with a service's scope", forge.token(scope="orders:write internal:saga")
    for audience in ("products", "orders"):
        addressed = f"commerce/{audience}"
        yield f"a person at {addressed}", forge.token(aud=addressed, scope="")
        granted = forge.token(aud=addressed, sub="svc_users", scope="orders:write internal:events")
        yield f"a service with a person's scope at {addressed}", granted
    yield "a service as a person", forge.token(sub="svc_users")


def _payloads(forge: Forge) -> Iterator[tuple[str, str]]:
    yield "payload a list of claims", forge.of_payload([forge.claims])
    others: list[Any] = [[], "text", 1, None, True]
    for payload in others:
        yield f"payload {payload!r}", forge.of_payload(payload)
    inner = forge.token()
    yield (
        "a token in a token",
        compact(
            {"alg": "RS256", "kid": forge.kid, "cty": "JWT"}, inner.encode(), by(forge.private)
        ),
    )
    yield "a token as payload", forge.of_payload(inner.encode())
    yield "no JSON", forge.of_payload(b"{")
    yield "nested without end", forge.of_payload(b"[" * 3000)
    yield "a number without end", forge.of_payload(b'{"exp":1' + b"0" * 4400 + b"}")
    yield "no UTF-8", forge.of_payload(b'{"sub":"\xff"}')
    yield "giant", forge.token(filler="x" * 9000)


def _headers(forge: Forge) -> Iterator[tuple[str, str]]:
    special: dict[str, Mapping[str, Any]] = {
        "crit": {"crit": ["exp"]},
        "an empty crit": {"crit": []},
        "b64 false": {"b64": False},
        "b64 false and crit": {"b64": False, "crit": ["b64"]},
        "zip": {"zip": "DEF"},
        "typ JWE": {"typ": "JWE"},
        "typ a list": {"typ": ["JWT"]},
        "typ null": {"typ": None},
        "enc": {"enc": "A256GCM"},
    }
    for name, header in special.items():
        yield name, forge.token(header=header)
    others: list[Any] = [[], "text", 1, None]
    for value in others:
        yield f"header {value!r}", compact(value, forge.claims, by(forge.private))
    yield "header nested", compact(b"[" * 3000, forge.claims, by(forge.private))


def _texts(forge: Forge) -> Iterator[tuple[str, str]]:
    good = forge.token()
    header, payload, signature = good.split(".")
    greedy = forge.token(sub="usr_somebody_else").split(".")[1]
    yield "another payload", f"{header}.{greedy}.{signature}"
    yield "another header", f"{encoded(b'{}')}.{payload}.{signature}"
    yield "signature cut", good[:-4]
    yield "signature longer", f"{good}AAAA"
    yield "no signature", f"{header}.{payload}."
    yield "without dots", good.replace(".", "")
    yield "two parts", f"{header}.{payload}"
    yield "four parts", f"{good}.{signature}"
    yield "five parts, as an encrypted one", f"{good}.{payload}.{signature}"
    yield "padding behind", f"{good}=="
    yield "padding inside", f"{header}==.{payload}.{signature}"
    yield "the other base64", f"{header}.{payload}.{'+/' + signature[2:]}"
    # 256 bytes leave four bits of the last character unused: sixteen texts for one signature.
    unused = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    yield "unused bits", good[:-1] + unused[unused.index(good[-1]) + 1]
    yield "a space inside", f"{header}. {payload}.{signature}"
    yield "a tab inside", f"{header}.{payload}\t.{signature}"
    yield "two tokens", f"{good}, {good}"
    yield "in quotes", f'"{good}"'
    yield "not ASCII", f"{good}é"
    yield "twice Bearer", f"Bearer {good}"


_KINDS = (
    _unsigned,
    _confused,
    _other_algorithms,
    _foreign_keys,
    _key_names,
    _times,
    _claims,
    _payloads,
    _headers,
    _texts,
)


def attacks(forge: Forge) -> dict[str, str]:
    """Every trick and its token."""
    return {name: token for kind in _KINDS for name, token in kind(forge)}


@cache
def attack_names() -> list[str]:
    """The tricks alone, which are the same for every forge."""
    return list(attacks(Forge(person="usr_1", kid="users:20260101T000000Z", private=a_stranger())))
