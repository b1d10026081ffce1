"""Lookups by key, one batch per request and kind."""

from dataclasses import dataclass

from subgraphs.common.loaders import KeyLoader, load_by_key
from subgraphs.users.domain import User, UserId
from subgraphs.users.store import UserStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaders:
    """The dataloaders of one request."""

    user_by_id: KeyLoader[UserId, User]

    @classmethod
    def over(cls, store: UserStore) -> "Loaders":
        """A fresh set, with nothing cached."""
        return cls(user_by_id=load_by_key(store.users_by_id))
