"""Lookups by key, one batch per request and kind."""

from collections.abc import Sequence
from functools import cached_property

from subgraphs.common.loaders import KeyLoader, load_by_key
from subgraphs.users.domain.addresses import SavedAddress
from subgraphs.users.domain.people import User, UserId
from subgraphs.users.domain.sessions import SessionRecord
from subgraphs.users.store import AddressStore, SessionStore, UserStore


class Loaders:
    """The dataloaders of one request, each made when it is first asked for."""

    def __init__(self, users: UserStore, addresses: AddressStore, sessions: SessionStore) -> None:
        self._users = users
        self._addresses = addresses
        self._sessions = sessions

    @cached_property
    def user_by_id(self) -> KeyLoader[UserId, User]:
        return load_by_key(self._users.users_by_id)

    @cached_property
    def addresses_by_user(self) -> KeyLoader[UserId, Sequence[SavedAddress]]:
        return load_by_key(self._addresses.addresses_by_user)

    @cached_property
    def sessions_by_user(self) -> KeyLoader[UserId, Sequence[SessionRecord]]:
        return load_by_key(self._sessions.sessions_by_user)

    def renew(self, user: User) -> None:
        """What was loaded of this person may be old; the user is this one now."""
        self.user_by_id.clear(user.id).prime(user.id, user)
        self.forget_lists(user.id)

    def forget_lists(self, id: UserId) -> None:
        """This person's addresses and sessions may be others now."""
        self.addresses_by_user.clear(id)
        self.sessions_by_user.clear(id)
