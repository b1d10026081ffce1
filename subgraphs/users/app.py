"""The users subgraph, connected."""

from typing import Any

from fastapi import FastAPI

from subgraphs.common.app import subgraph_app
from subgraphs.common.auth import PEOPLE, Issuer, TokenVerifier
from subgraphs.common.context import Caller
from subgraphs.common.keyring import KeyRing
from subgraphs.common.postgres import Database
from subgraphs.common.settings import load
from subgraphs.users.context import Context
from subgraphs.users.loaders import Loaders
from subgraphs.users.schema import schema
from subgraphs.users.service import AccountService, Passwords
from subgraphs.users.settings import Settings
from subgraphs.users.store import UserStore


def create_app() -> FastAPI:
    """Settings → engine → store → service → schema → ASGI app."""
    settings = load(Settings)
    ring = KeyRing(settings.signing_keys, settings.token_issuer, settings.keys_are_kept)
    database = Database(str(settings.database_url))
    store = UserStore(database)
    accounts = AccountService(
        store,
        Passwords(),
        ring,
        audience=settings.token_audience,
        minutes=settings.access_token_minutes,
    )

    def make_context(caller: Caller) -> Context:
        return Context(caller=caller, loaders=Loaders.over(store), accounts=accounts)

    app = subgraph_app(
        "users",
        settings=settings,
        schema=schema,
        verifier=TokenVerifier(
            [Issuer(name=ring.issuer, keys=ring, audiences={settings.token_audience: PEOPLE})]
        ),
        make_context=make_context,
        ping=database.ping,
        close=database.engine.dispose,
    )

    @app.get("/.well-known/jwks.json")
    async def jwks() -> dict[str, Any]:
        return ring.jwks()

    return app
