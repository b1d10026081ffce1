"""The users database: accounts, sessions, address books, and deletions."""

from subgraphs.users.store.addresses import AddressStore, BookFull
from subgraphs.users.store.deletions import Claim, DeletionStore
from subgraphs.users.store.lists import ListStore
from subgraphs.users.store.registrations import Registered, RegistrationStore
from subgraphs.users.store.sessions import SessionStore
from subgraphs.users.store.users import NotAnAdministrator, UserStore

__all__ = [
    "AddressStore",
    "BookFull",
    "Claim",
    "DeletionStore",
    "ListStore",
    "NotAnAdministrator",
    "Registered",
    "RegistrationStore",
    "SessionStore",
    "UserStore",
]
