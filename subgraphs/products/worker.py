"""The products worker: gives lapsed holds back and moves settled ones into the history."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fastapi import FastAPI

from subgraphs.common.settings import load
from subgraphs.common.worker import repeating, worker_app
from subgraphs.products.service import StockService, SweepService
from subgraphs.products.settings import Settings
from subgraphs.products.store import (
    CatalogueStore,
    HistoryStore,
    ReservationStore,
    StockStore,
    connect,
)


def create_app() -> FastAPI:
    """Settings → client → stores → sweep → process."""
    settings = load(Settings)
    database = connect(str(settings.mongo_url))
    catalogue, stock = CatalogueStore(database), StockStore(database)
    ttl = timedelta(seconds=settings.hold_seconds)
    reservations = ReservationStore(database, ttl)
    holds = StockService(catalogue, stock, reservations)
    sweep = SweepService(holds, stock, reservations, HistoryStore(database), ttl)

    @asynccontextmanager
    async def work() -> AsyncIterator[None]:
        jobs = {"release_lapsed": sweep.release_lapsed, "clear_settled": sweep.clear_settled}
        async with repeating(settings.sweep_seconds, jobs):
            yield
        database.client.close()

    return worker_app("products-worker", settings, catalogue.ping, work)
