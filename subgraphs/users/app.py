"""The users subgraph, connected."""

from typing import Any

from fastapi import FastAPI

from subgraphs.common.app import subgraph_app
from subgraphs.common.auth import Issuer, TokenVerifier
from subgraphs.common.context import Caller
from subgraphs.common.postgres import Database
from subgraphs.common.settings import load
from subgraphs.common.tokens import SigningKey
from subgraphs.users.context import Context
from subgraphs.users.loaders import Loaders
from subgraphs.users.schema import schema
from subgraphs.users.service import AccountService, Passwords
from subgraphs.users.settings import Settings
from subgraphs.users.store import UserStore


def create_app() -> FastAPI:
    """Settings → engine → store → service → schema → ASGI app."""
    settings = load(Settings)
    key = SigningKey.from_file(settings.signing_key_file, settings.token_issuer)
    database = Database(str(settings.database_url))
    store = UserStore(database)
    accounts = AccountService(
        store,
        Passwords(),
        key,
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
            [Issuer(name=key.issuer, keys=key.public_keys())], settings.token_audience
        ),
        make_context=make_context,
        ping=database.ping,
        close=database.engine.dispose,
    )

    @app.get("/.well-known/jwks.json")
    async def jwks() -> dict[str, Any]:
        return key.jwks()

    return app
