"""The use cases of accounts."""

from subgraphs.users.service.accounts import AccountService
from subgraphs.users.service.addresses import AddressService
from subgraphs.users.service.attempts import Attempts
from subgraphs.users.service.deletions import DeletionService
from subgraphs.users.service.importing import Imported, ImportService
from subgraphs.users.service.lists import ListService
from subgraphs.users.service.passwords import Passwords
from subgraphs.users.service.people import PeopleService
from subgraphs.users.service.relay import Publisher, Relay
from subgraphs.users.service.sessions import SessionService
from subgraphs.users.service.signing import Signing

__all__ = [
    "AccountService",
    "AddressService",
    "Attempts",
    "DeletionService",
    "ImportService",
    "Imported",
    "ListService",
    "Passwords",
    "PeopleService",
    "Publisher",
    "Relay",
    "SessionService",
    "Signing",
]
