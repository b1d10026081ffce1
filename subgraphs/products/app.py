"""The products subgraph, connected."""

from datetime import timedelta

from fastapi import FastAPI

from subgraphs.common.app import subgraph_app
from subgraphs.common.auth import PEOPLE, Issuer, TokenVerifier
from subgraphs.common.context import Caller
from subgraphs.common.jwks import RemoteKeys
from subgraphs.common.settings import load
from subgraphs.products.context import Context
from subgraphs.products.loaders import Loaders
from subgraphs.products.schema import schema
from subgraphs.products.service import CatalogueService, StockService
from subgraphs.products.settings import Settings
from subgraphs.products.store import (
    CatalogueStore,
    HistoryStore,
    ReservationStore,
    StockStore,
    connect,
)


def create_app() -> FastAPI:
    """Settings → client → stores → services → schema → ASGI app."""
    settings = load(Settings)
    database = connect(str(settings.mongo_url))
    catalogue, stock, history = (
        CatalogueStore(database),
        StockStore(database),
        HistoryStore(database),
    )
    reservations = ReservationStore(database, timedelta(seconds=settings.hold_seconds))
    shelves, holds = (
        CatalogueService(catalogue),
        StockService(catalogue, stock, reservations),
    )

    def make_context(caller: Caller) -> Context:
        loaders = Loaders(catalogue, stock, history)
        return Context(caller=caller, loaders=loaders, catalogue=shelves, stock=holds)

    async def close() -> None:
        database.client.close()

    return subgraph_app(
        "products",
        settings=settings,
        schema=schema,
        verifier=TokenVerifier(
            [
                Issuer(
                    name=settings.token_issuer,
                    keys=RemoteKeys(str(settings.users_jwks_url)),
                    audiences={settings.token_audience: PEOPLE},
                ),
                Issuer(
                    name="orders",
                    keys=RemoteKeys(str(settings.orders_jwks_url)),
                    audiences={settings.audience_of("products"): frozenset({"internal:saga"})},
                ),
            ]
        ),
        make_context=make_context,
        ping=catalogue.ping,
        close=close,
    )
