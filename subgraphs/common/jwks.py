"""The public keys of an issuer in another process, fetched from its JWKS address."""

import asyncio
import math
import time
from collections.abc import Callable, Mapping

import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from subgraphs.common.errors import Unavailable
from subgraphs.common.keyring.files import KEY_BITS

log = structlog.get_logger()

# A withdrawn key counts at most so long while there is traffic and the issuer answers; a next key
# is published twice as long before it signs.
REFRESH_SECONDS = 300.0
# Between two fetches for unknown keys: made-up key names must not become a load on the issuer.
REFETCH_SECONDS = 5.0
# After a fetch that failed: an issuer that is just starting is soon there.
RETRY_SECONDS = 0.5
FETCH_SECONDS = 2.0


class RemoteKeys:
    """The newest set that could be fetched; a dead issuer harms nobody whose key is in it."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._known: Mapping[str, RSAPublicKey] = {}
        self._fetched_at = self._tried_at = -math.inf
        self._fetching: asyncio.Task[None] | None = None

    async def key(self, kid: str) -> RSAPublicKey | None:
        """The public key *kid*, None when the issuer does not have it; Unavailable if unknown."""
        if kid in self._known:
            if self._clock() - self._fetched_at >= REFRESH_SECONDS:
                # Nobody waits for it: the old set is as good as it was a moment ago.
                self._fetch_again(REFETCH_SECONDS)
            return self._known[kid]
        wait = REFETCH_SECONDS if self._is_fetched else RETRY_SECONDS
        fetching = self._fetch_again(wait)
        if fetching is not None:
            await asyncio.wait({fetching}, timeout=FETCH_SECONDS)
        if kid not in self._known and not self._is_fetched:
            raise Unavailable("The keys that verify access tokens cannot be fetched; try again.")
        return self._known.get(kid)

    @property
    def _is_fetched(self) -> bool:
        """Whether the last fetch that was begun has ended well."""
        return self._fetched_at >= self._tried_at > -math.inf

    def _fetch_again(self, wait: float) -> "asyncio.Task[None] | None":
        """The fetch that is under way, or a new one when the last is *wait* seconds ago."""
        # One at a time, also when it hangs: threads of dead fetches must not pile up.
        if self._fetching is not None:
            return self._fetching
        if self._clock() - self._tried_at < wait:
            return None
        self._tried_at = self._clock()
        self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            # A set replaces the one before: a key that was withdrawn stops counting.
            self._known = await asyncio.to_thread(fetch, self._url)
            self._fetched_at = self._clock()
        except Unavailable as error:
            log.warning("keys_not_fetched", reason=str(error))
        finally:
            self._fetching = None


def fetch(url: str) -> Mapping[str, RSAPublicKey]:
    """The keys at *url* by name; waits for the network, so it belongs into a thread."""
    client = jwt.PyJWKClient(url, cache_jwk_set=False, timeout=FETCH_SECONDS)
    try:
        found = {each.key_id: each.key for each in client.get_signing_keys()}
    # Whatever stands there instead of a key set: no JSON, a cut connection, a page of a proxy.
    except Exception as error:
        raise Unavailable(f"no keys at {url}: {error}") from error
    return {
        kid: key
        for kid, key in found.items()
        if isinstance(key, RSAPublicKey) and isinstance(kid, str) and key.key_size >= KEY_BITS
    }
