"""What the users subgraph, its worker and its commands are made of, connected once."""

from datetime import timedelta

import httpx2

from subgraphs.common.calls import Dependency, GraphQLCalls
from subgraphs.common.outbox import DeadLetters
from subgraphs.common.postgres import Database
from subgraphs.common.tokens import SigningKey
from subgraphs.users import tables
from subgraphs.users.clients import Orders, Subscriber
from subgraphs.users.domain.sessions import Lifetimes
from subgraphs.users.outbox import Outbox
from subgraphs.users.service import (
    AccountService,
    AddressService,
    Attempts,
    DeletionService,
    ImportService,
    ListService,
    Passwords,
    PeopleService,
    Relay,
    SessionService,
    Signing,
)
from subgraphs.users.settings import Settings
from subgraphs.users.store import (
    AddressStore,
    DeletionStore,
    ListStore,
    SessionStore,
    UserStore,
)


class Parts:
    """Settings → engine → stores → clients → services."""

    def __init__(self, settings: Settings) -> None:
        self.key = SigningKey.from_file(settings.signing_key_file, settings.token_issuer)
        self.database = Database(str(settings.database_url))
        self.http = httpx2.AsyncClient()
        outbox, lifetimes = Outbox(self.database.engine), _lifetimes(settings)

        self.users = UserStore(self.database, outbox)
        self.addresses = AddressStore(self.database)
        self.sessions = SessionStore(self.database, lifetimes)
        self.dead_letters = DeadLetters(self.database, tables.outbox, tables.outbox_dead)
        deletions = DeletionStore(self.database, outbox)

        passwords = Passwords()
        attempts = Attempts(settings.attempt_limits, settings.attempts_url)
        signing = Signing(self.sessions, self.key, settings.token_audience, lifetimes)
        proving = (self.users, self.sessions, passwords, attempts, signing)
        self.accounts = AccountService(*proving)
        self.signing_in = SessionService(*proving)
        self.filling_books = AddressService(self.addresses)
        self.people = PeopleService(self.users, self.sessions)
        self.listing = ListService(ListStore(self.database))
        self.deleting = DeletionService(self.users, deletions, self._orders(settings))
        self.importing = ImportService(self.users, passwords)
        self.relay = Relay(self._subscribers(settings))

    async def close(self) -> None:
        """Let go of every connection."""
        await self.http.aclose()
        await self.database.engine.dispose()

    def _orders(self, settings: Settings) -> Orders:
        orders = Dependency("orders", self.http)
        return Orders(GraphQLCalls(orders, str(settings.orders_url), lambda: ""))

    def _subscribers(self, settings: Settings) -> list[Subscriber]:
        urls = [url.strip() for url in settings.event_urls.split(",") if url.strip()]
        return [Subscriber(Dependency(url, self.http), url, lambda: "") for url in urls]


def _lifetimes(settings: Settings) -> Lifetimes:
    return Lifetimes(
        access=timedelta(minutes=settings.access_token_minutes),
        refresh=timedelta(days=settings.refresh_token_days),
        session=timedelta(days=settings.session_days),
    )
