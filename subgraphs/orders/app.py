"""The orders subgraph, connected."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
from fastapi import FastAPI

from subgraphs.common.app import subgraph_app
from subgraphs.common.auth import Issuer, TokenVerifier
from subgraphs.common.context import Caller
from subgraphs.common.postgres import Database
from subgraphs.common.settings import load
from subgraphs.common.tokens import SigningKey
from subgraphs.orders.clients import SandboxPayments, Stock
from subgraphs.orders.context import Context
from subgraphs.orders.loaders import Loaders
from subgraphs.orders.schema import schema
from subgraphs.orders.service import Driver, PlacementService
from subgraphs.orders.service.placement import LEASE
from subgraphs.orders.settings import Settings
from subgraphs.orders.store import OrderStore, PlacementStore

STOCK_TIMEOUT_SECONDS = 2.0
# The request answers after 5 s; the drive goes on in the background and must end within its lease.
PAYMENT_TIMEOUT_SECONDS = 10.0
TOKEN_LIFETIME = timedelta(minutes=5)


def create_app() -> FastAPI:
    """Settings → engine → stores → clients → service → schema → ASGI app."""
    settings = load(Settings)
    key = SigningKey.from_file(settings.signing_key_file, "orders")
    database = Database(str(settings.database_url))
    http = httpx2.AsyncClient()
    orders, placements = OrderStore(database), PlacementStore(database, LEASE)
    token = service_token(key, settings.token_audience)
    stock = Stock(http, str(settings.products_url), token, STOCK_TIMEOUT_SECONDS)
    payments = SandboxPayments(http, str(settings.payments_url), PAYMENT_TIMEOUT_SECONDS)
    driver = Driver(orders, placements, stock, payments)
    placing = PlacementService(orders, placements, driver)

    def make_context(caller: Caller) -> Context:
        return Context(caller=caller, loaders=Loaders.over(orders), placements=placing)

    async def close() -> None:
        await driver.drain()
        await http.aclose()
        await database.engine.dispose()

    app = subgraph_app(
        "orders",
        settings=settings,
        schema=schema,
        verifier=TokenVerifier(
            [Issuer(name=settings.token_issuer, jwks_url=str(settings.users_jwks_url))],
            settings.token_audience,
        ),
        make_context=make_context,
        ping=database.ping,
        close=close,
    )

    @app.get("/.well-known/jwks.json")
    async def jwks() -> dict[str, Any]:
        return key.jwks()

    return app


def service_token(key: SigningKey, audience: str) -> Callable[[], str]:
    """Tokens with which orders acts as the saga, each used for four fifths of its life."""
    cached: tuple[str, float] | None = None

    def current() -> str:
        nonlocal cached
        if cached is None or cached[1] < time.monotonic():
            claims = {"sub": "svc_orders", "scope": "internal:saga"}
            token = key.sign(claims, audience=audience, lifetime=TOKEN_LIFETIME)
            cached = (token, time.monotonic() + TOKEN_LIFETIME.total_seconds() * 0.8)
        return cached[0]

    return current
