"""What the orders subgraph, its worker and its commands are made of, connected once."""

from datetime import timedelta
from functools import cached_property

import httpx2

from subgraphs.common.calls import Dependency, GraphQLCalls, Limits
from subgraphs.common.keyring import KeyRing
from subgraphs.common.outbox import DeadLetters
from subgraphs.common.postgres import Database
from subgraphs.common.tokens import ServiceTokens
from subgraphs.orders import tables
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

# Per kind of message one to fetch with, and one for each of its workers.
OUTBOX_CONNECTIONS = 12


class Parts:
    """Settings → engine → stores → clients → services."""

    def __init__(self, settings: Settings) -> None:
        self.ring = KeyRing(settings.signing_keys, "orders", settings.keys_are_kept)
        self._url = str(settings.database_url)
        self.database = Database(self._url)
        self.http = httpx2.AsyncClient(limits=httpx2.Limits(max_connections=100))
        lease, outbox = timedelta(seconds=settings.lease_seconds), Outbox(self.database.engine)

        self.orders, self.lists = OrderStore(self.database), ListStore(self.database)
        self.carts, self.sales = CartStore(self.database), SalesStore(self.database)
        self.relays = RelayStore(self.database)
        self.dead_letters = DeadLetters(self.database, tables.outbox, tables.outbox_dead)
        self.transitions = TransitionStore(self.database, outbox, lease)
        placements = PlacementStore(self.database, self.transitions, outbox, lease)
        changes = ChangeStore(self.database, self.transitions)

        limits = Limits(open_seconds=settings.breaker_open_seconds)
        products = Dependency("products", self.http, limits)
        token = ServiceTokens(
            self.ring,
            subject="svc_orders",
            scopes=["internal:saga"],
            audience=settings.audience_of("products"),
        )
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
        await self.database.close()


def _payments(settings: Settings, provider: Dependency) -> Payments:
    secret, url = settings.payments_webhook_secret.get_secret_value(), str(settings.payments_url)
    if settings.payments == "stripe":
        key = settings.payments_api_key.get_secret_value()
        return StripePayments(provider, key, secret, url.rstrip("/"))
    return SandboxPayments(provider, url, secret)
