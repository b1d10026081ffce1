"""The orders subgraph, connected."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from subgraphs.common.app import subgraph_app
from subgraphs.common.auth import PEOPLE, Issuer, TokenVerifier
from subgraphs.common.context import Caller
from subgraphs.common.errors import Forbidden
from subgraphs.common.hearing import add_events
from subgraphs.common.jwks import RemoteKeys
from subgraphs.common.settings import load
from subgraphs.orders.context import Context
from subgraphs.orders.loaders import Loaders
from subgraphs.orders.parts import Parts
from subgraphs.orders.schema import schema
from subgraphs.orders.settings import Settings

# What the users subgraph, as a service, may do here.
FROM_USERS = frozenset({"internal:accounts", "internal:events"})


def create_app() -> FastAPI:
    """Settings → parts → schema → ASGI app."""
    settings = load(Settings)
    parts = Parts(settings)
    verifier = TokenVerifier(
        [
            Issuer(
                name=settings.token_issuer,
                keys=RemoteKeys(str(settings.users_jwks_url)),
                audiences={
                    settings.token_audience: PEOPLE,
                    settings.audience_of("orders"): FROM_USERS,
                },
            )
        ]
    )

    def make_context(caller: Caller) -> Context:
        return Context(
            caller=caller,
            loaders=Loaders(parts.orders, parts.lists, parts.carts),
            placements=parts.placing,
            changes=parts.changing,
            carts=parts.filling_carts,
            buyers=parts.buyers,
            lists=parts.listing,
        )

    app = subgraph_app(
        "orders",
        settings=settings,
        schema=schema,
        verifier=verifier,
        make_context=make_context,
        ping=parts.database.ping,
        close=parts.close,
    )
    add_events(app, verifier, parts.buyers.hear)

    @app.get("/.well-known/jwks.json")
    async def jwks() -> dict[str, Any]:
        return parts.ring.jwks()

    @app.post("/webhooks/payments")
    async def webhook(request: Request) -> JSONResponse:
        headers = request.headers
        signature = headers.get("stripe-signature") or headers.get("payments-signature") or ""
        try:
            woken = await parts.upkeep.hear(await request.body(), signature)
        except Forbidden as error:
            return JSONResponse({"error": str(error)}, 403)
        return JSONResponse({"woken": woken})

    return app
