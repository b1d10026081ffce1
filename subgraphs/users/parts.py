"""What the users subgraph, its worker and its commands are made of, connected once."""

from datetime import timedelta

import httpx2

from subgraphs.common.calls import Dependency, GraphQLCalls
from subgraphs.common.keyring import KeyRing
from subgraphs.common.outbox import DeadLetters
from subgraphs.common.postgres import Database
from subgraphs.common.tokens import ServiceTokens
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
    RegistrationStore,
    SessionStore,
    UserStore,
)

# Who users is to orders, and the two things it may do there.
SERVICE_NAME = "svc_users"
CLOSING, TELLING = "internal:accounts", "internal:events"


class Parts:
    """Settings → engine → stores → clients → services."""

    def __init__(self, settings: Settings) -> None:
        self.ring = KeyRing(settings.signing_keys, settings.token_issuer, settings.keys_are_kept)
        self.database = Database(str(settings.database_url))
        self.http = httpx2.AsyncClient()
        outbox, lifetimes = Outbox(self.database.engine), _lifetimes(settings)

        self.users = UserStore(self.database, outbox)
        self.addresses = AddressStore(self.database)
        self.sessions = SessionStore(self.database, lifetimes)
        self.dead_letters = DeadLetters(self.database, tables.outbox, tables.outbox_dead)
        registrations = RegistrationStore(self.database, outbox)
        deletions = DeletionStore(self.database, outbox)

        passwords = Passwords()
        self.attempts = Attempts(settings.attempt_limits, settings.attempts_url)
        signing = Signing(self.sessions, self.ring, settings.token_audience, lifetimes)
        proving = (passwords, self.attempts, signing)
        self.accounts = AccountService(self.users, registrations, *proving)
        self.signing_in = SessionService(self.users, self.sessions, *proving)
        self.filling_books = AddressService(self.addresses)
        self.people = PeopleService(self.users)
        self.listing = ListService(ListStore(self.database))
        self.importing = ImportService(self.users)

        orders = Dependency("orders", self.http)
        closing = GraphQLCalls(orders, str(settings.orders_url), self._to_orders(settings, CLOSING))
        self.deleting = DeletionService(self.users, deletions, self.signing_in, Orders(closing))
        telling = self._to_orders(settings, TELLING)
        self.relay = Relay([Subscriber(orders, str(settings.orders_events_url), telling)])

    async def close(self) -> None:
        """Let go of every connection."""
        self.attempts.close()
        await self.http.aclose()
        await self.database.close()

    def _to_orders(self, settings: Settings, scope: str) -> ServiceTokens:
        audience = settings.audience_of("orders")
        return ServiceTokens(self.ring, subject=SERVICE_NAME, scopes=[scope], audience=audience)


def _lifetimes(settings: Settings) -> Lifetimes:
    return Lifetimes(
        access=timedelta(minutes=settings.access_token_minutes),
        refresh=timedelta(days=settings.refresh_token_days),
        session=timedelta(days=settings.session_days),
    )
