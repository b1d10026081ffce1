"""Service tokens: what a subgraph shows another one when it calls it by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from subgraphs.common.auth import SERVICE
from subgraphs.common.keyring import KeyRing

LIFETIME = timedelta(minutes=5)
# The rest is for the call itself, its retries, and clocks that differ.
USED_FOR = LIFETIME * 4 / 5


class ServiceTokens:
    """Tokens with which *subject* speaks to one *audience*, each used for four fifths of its life.

    A key that began to sign, or was withdrawn, makes a new one at once.
    """

    def __init__(
        self, ring: KeyRing, *, subject: str, scopes: Sequence[str], audience: str
    ) -> None:
        if not subject.startswith(SERVICE):
            raise ValueError(f"a service is called {SERVICE}..., lest it be taken for a person")
        self._ring = ring
        self._claims = {"sub": subject, "scope": " ".join(scopes)}
        self._audience = audience
        self._current: tuple[str, str, datetime] | None = None

    def __call__(self) -> str:
        """A token that counts for at least another minute."""
        now, kid = self._ring.now(), self._ring.signing_kid
        if self._current is None or self._current[1] != kid or self._current[2] <= now:
            token = self._ring.sign(self._claims, audience=self._audience, lifetime=LIFETIME)
            self._current = (token, kid, now + USED_FOR)
        return self._current[0]
