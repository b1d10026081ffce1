"""What the orders subgraph, its worker and its commands are made of, connected once."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property

import httpx2

from subgraphs.common.calls import Dependency, GraphQLCalls, Limits
from subgraphs.common.postgres import Database
from subgraphs.common.tokens import SigningKey
from subgraphs.orders.clients import (
    Payments,
    SandboxPayments,
    Stock,
    StripePayments,
)
from subgraphs.orders.domain.charges import TaxTable
from subgraphs.orders.outbox import Outbox
from subgraphs.orders.service import (
    BuyerService,
    Calls,
    CartService,
    ChangeService,
    Driver,
    InProcess,
    ListService,
    PlacementService,
    Reconciliation,
    Relay,
    Settling,
    Upkeep,
)
from subgraphs.orders.settings import Settings
from subgraphs.orders.store import (
    BuyerStore,
    CartStore,
    ChangeStore,
    ListStore,
    OrderStore,
    PlacementStore,
    RelayStore,
    SalesStore,
    TransitionStore,
)

TOKEN_LIFETIME = timedelta(minutes=5)
# Per kind of message one to fetch with, and one for each of its workers.
OUTBOX_CONNECTIONS = 12


class Parts:
    """Settings → engine → stores → clients → services."""

    def __init__(self, settings: Settings) -> None:
        self.key = SigningKey.from_file(settings.signing_key_file, "orders")
        self._url = str(settings.database_url)
        self.database = Database(self._url)
        self.http = httpx2.AsyncClient(limits=httpx2.Limits(max_connections=100))
        lease, outbox = timedelta(seconds=settings.lease_seconds), Outbox(self.database.engine)

        self.orders, self.lists = OrderStore(self.database), ListStore(self.database)
        self.carts, self.sales = CartStore(self.database), SalesStore(self.database)
        self.relays = RelayStore(self.database)
        self.transitions = TransitionStore(self.database, outbox, lease)
        placements = PlacementStore(self.database, self.transitions, outbox, lease)
        changes = ChangeStore(self.database, self.transitions)

        limits = Limits(open_seconds=settings.breaker_open_seconds)
        products = Dependency("products", self.http, limits)
        token = service_token(self.key, settings.token_audience)
        stock = Stock(GraphQLCalls(products, str(settings.products_url), token))
        payments = _payments(settings, Dependency("payments", self.http, limits))

        calls = Calls(self.orders, changes, stock, payments, TaxTable())
        self.driver = Driver(self.transitions, calls)
        settling = Settling(self.orders, self.transitions, self.driver)
        self.placing = PlacementService(placements, settling)
        self.changing = ChangeService(changes, settling)
        self.filling_carts = CartService(self.carts, stock)
        self.buyers = BuyerService(BuyerStore(self.database))
        self.listing = ListService(self.lists, self.sales)
        self.upkeep = Upkeep(self.orders, self.transitions, self.driver, payments)
        self.relay = Relay(self.relays, InProcess([self.sales.consume]))
        self.reconciliation = Reconciliation(self.orders, self.lists, stock, payments)

    @cached_property
    def outbox_database(self) -> Database:
        """Connections a worker keeps for as long as it runs."""
        return Database(self._url, pool_size=OUTBOX_CONNECTIONS)

    async def close(self) -> None:
        """Let what was begun end, then let go of every connection."""
        await self.driver.drain()
        await self.http.aclose()
        await self.database.engine.dispose()


def _payments(settings: Settings, provider: Dependency) -> Payments:
    secret, url = settings.payments_webhook_secret.get_secret_value(), str(settings.payments_url)
    if settings.payments == "stripe":
        key = settings.payments_api_key.get_secret_value()
        return StripePayments(provider, key, secret, url.rstrip("/"))
    return SandboxPayments(provider, url, secret)


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
