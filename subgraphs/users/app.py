"""The users subgraph, connected."""

from typing import Any

from fastapi import FastAPI

from subgraphs.common.app import subgraph_app
from subgraphs.common.auth import PEOPLE, Issuer, TokenVerifier
from subgraphs.common.context import Caller
from subgraphs.common.settings import load
from subgraphs.users.context import Context
from subgraphs.users.loaders import Loaders
from subgraphs.users.parts import Parts
from subgraphs.users.schema import schema
from subgraphs.users.settings import Settings


def create_app() -> FastAPI:
    """Settings → parts → schema → ASGI app."""
    settings = load(Settings)
    parts = Parts(settings)

    def make_context(caller: Caller) -> Context:
        return Context(
            caller=caller,
            loaders=Loaders(parts.users, parts.addresses, parts.sessions),
            accounts=parts.accounts,
            signing_in=parts.signing_in,
            addresses=parts.filling_books,
            people=parts.people,
            lists=parts.listing,
            deletions=parts.deleting,
        )

    app = subgraph_app(
        "users",
        settings=settings,
        schema=schema,
        verifier=TokenVerifier(
            [
                Issuer(
                    name=parts.ring.issuer,
                    keys=parts.ring,
                    audiences={settings.token_audience: PEOPLE},
                )
            ]
        ),
        make_context=make_context,
        ping=parts.database.ping,
        close=parts.close,
    )

    @app.get("/.well-known/jwks.json")
    async def jwks() -> dict[str, Any]:
        return parts.ring.jwks()

    return app
