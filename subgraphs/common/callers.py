"""Who sent a request, as its headers tell: the same for every way a request comes in."""

import hmac
import re
import secrets

import structlog

from subgraphs.common.addresses import ClientAddresses
from subgraphs.common.auth import TokenVerifier, Viewer
from subgraphs.common.context import Caller
from subgraphs.common.errors import ServiceError
from subgraphs.common.headers import Headers
from subgraphs.common.settings import SubgraphSettings

# What may come from outside into logs and answers.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Callers:
    """Tells the router, viewers and guests apart."""

    def __init__(self, settings: SubgraphSettings, verifier: TokenVerifier) -> None:
        self._router_secrets = settings.router_secrets
        self._addresses = ClientAddresses(settings.client_address_header)
        self._verifier = verifier

    async def of(self, headers: Headers) -> Caller:
        """The caller; a token that does not count is no error yet."""
        given = headers.get("x-request-id")
        request_id = given if given and _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        secret = (headers.get("x-router-secret") or "").encode()
        # A sum: each is compared, also behind one that matched, so that time tells nothing.
        is_router = sum(hmac.compare_digest(secret, each) for each in self._router_secrets) > 0
        viewer: Viewer | None = None
        refusal: ServiceError | None = None
        try:
            viewer = await self._verifier.viewer(*headers.getlist("authorization"))
        except ServiceError as error:
            refusal = error
        return Caller(
            request_id=request_id,
            is_router=is_router,
            viewer=viewer,
            # Whoever is not the router may write into the header what they like.
            address=self._addresses.of(headers) if is_router else None,
            refusal=refusal,
        )
