"""A ring in use: signs with the key whose turn it is, and tells the public halves of the living."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from subgraphs.common.keyring.files import (
    Footprint,
    RingError,
    file_of,
    footprint,
    instant_of,
    names_in,
    read_key,
)
from subgraphs.common.keyring.turns import State, Turn, turns

log = structlog.get_logger()


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Key:
    signs_from: datetime
    private: RSAPrivateKey
    public: RSAPublicKey


class KeyRing:
    """The keys of *issuer* in *folder*, looked at again on each use; *keep* is its longest token.

    RingError when there is no key that can sign.
    """

    def __init__(
        self,
        folder: Path,
        issuer: str,
        keep: timedelta,
        *,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.issuer = issuer
        self.now = clock
        self._folder = folder
        self._keep = keep
        self._keys: dict[str, _Key] = {}
        self._turns: dict[str, Turn] = {}
        self._seen: Footprint | None = None
        # What could not be read, and when it was last changed: told once, tried again when it is.
        self._unreadable: dict[str, int] = {}
        names_in(folder)
        _ = self.signing_kid

    @property
    def signing_kid(self) -> str:
        """The name of the key that signs now."""
        return self._kid(self._signing())

    def sign(self, claims: Mapping[str, Any], *, audience: str, lifetime: timedelta) -> str:
        """A token of this issuer that starts now and ends after *lifetime*."""
        if lifetime > self._keep:
            raise ValueError("a token may not outlive the publication of its key")
        now, name = self.now(), self._signing()
        standard = {
            "iss": self.issuer,
            "aud": audience,
            "iat": now,
            "nbf": now,
            "exp": now + lifetime,
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode(
            {**claims, **standard},
            self._keys[name].private,
            algorithm="RS256",
            headers={"kid": self._kid(name)},
        )

    def jwks(self) -> dict[str, Any]:
        """The public halves as a JSON Web Key Set (RFC 7517), the next key's among them."""
        return {"keys": [self._jwk(name) for name in self._living()]}

    def public_key(self, kid: str) -> RSAPublicKey | None:
        """The public half of a published key; None for every other name."""
        issuer, _, name = kid.partition(":")
        self._look()
        if issuer != self.issuer or name not in self._keys:
            return None
        is_dead = self._turns[name].state(self.now()) is State.DEAD
        return None if is_dead else self._keys[name].public

    async def key(self, kid: str) -> RSAPublicKey | None:
        """The same, as the source of a verifier; it waits for nobody."""
        return self.public_key(kid)

    def _signing(self) -> str:
        for name, state in self._living().items():
            if state is State.SIGNING:
                return name
        raise RingError(f"{self._folder} holds no key that can sign now.")

    def _living(self) -> dict[str, State]:
        self._look()
        now = self.now()
        states = {name: turn.state(now) for name, turn in self._turns.items()}
        return {name: state for name, state in states.items() if state is not State.DEAD}

    def _look(self) -> None:
        found = footprint(self._folder)
        if found is not None and found == self._seen:
            return
        is_whole = self._read_all()
        names = sorted(self._keys)
        ordered = turns([self._keys[name].signs_from for name in names], self._keep)
        self._turns = dict(zip(names, ordered, strict=True))
        # What could not be read may be mended without a change of the folder.
        self._seen = found if is_whole and not self._unreadable else None

    def _read_all(self) -> bool:
        """Take in what is new and leave what is gone; False when the folder cannot be read."""
        try:
            names = names_in(self._folder)
        except RingError as error:
            # What is known goes on counting: a folder that is away signs nobody out.
            log.error("key_ring_unreadable", reason=str(error))
            return False
        for name in self._keys.keys() - names:
            del self._keys[name]
        for name in names - self._keys.keys():
            self._read(name)
        return True

    def _read(self, name: str) -> None:
        """Take a new key in. A bad one must not take the good ones away."""
        signs_from = instant_of(name)
        if signs_from is None:
            return
        file = file_of(self._folder, name)
        try:
            changed = file.stat().st_ctime_ns
            if self._unreadable.get(name) == changed:
                return
            self._unreadable[name] = changed
            private = read_key(file)
        except (OSError, RingError) as error:
            log.error("signing_key_unreadable", reason=str(error))
            return
        self._keys[name] = _Key(signs_from, private, private.public_key())
        del self._unreadable[name]

    def _jwk(self, name: str) -> dict[str, Any]:
        key = json.loads(RSAAlgorithm.to_jwk(self._keys[name].public))
        return {**key, "kid": self._kid(name), "use": "sig", "alg": "RS256"}

    def _kid(self, name: str) -> str:
        # The issuer is in the key's name, so a verifier with several issuers knows whose it is.
        return f"{self.issuer}:{name}"
