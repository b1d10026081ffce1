"""Lookups by key, one batch per request and kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from subgraphs.common.loaders import KeyLoader, load_by_key
from subgraphs.users.domain.addresses import SavedAddress
from subgraphs.users.domain.people import User, UserId
from subgraphs.users.domain.sessions import SessionRecord
from subgraphs.users.store import AddressStore, SessionStore, UserStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaders:
    """The dataloaders of one request."""

    user_by_id: KeyLoader[UserId, User]
    addresses_by_user: KeyLoader[UserId, Sequence[SavedAddress]]
    sessions_by_user: KeyLoader[UserId, Sequence[SessionRecord]]

    @classmethod
    def over(cls, users: UserStore, addresses: AddressStore, sessions: SessionStore) -> "Loaders":
        """A fresh set, with nothing cached."""
        return cls(
            user_by_id=load_by_key(users.users_by_id),
            addresses_by_user=load_by_key(addresses.addresses_by_user),
            sessions_by_user=load_by_key(sessions.sessions_by_user),
        )

    def renew(self, user: User) -> None:
        """What was loaded of this person may be old; the user is this one now."""
        self.user_by_id.clear(user.id).prime(user.id, user)
        self.forget_lists(user.id)

    def forget_lists(self, id: UserId) -> None:
        """This person's addresses and sessions may be others now."""
        self.addresses_by_user.clear(id)
        self.sessions_by_user.clear(id)
