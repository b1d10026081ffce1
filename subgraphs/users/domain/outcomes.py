"""What can come of asking: each a value, because clients branch on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from subgraphs.users.domain.addresses import SavedAddress
from subgraphs.users.domain.people import User
from subgraphs.users.domain.sessions import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """Registered, logged in or refreshed; *replayed* when the same registration came before."""

    user: User
    session: Session
    replayed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailTaken:
    """Another account has this address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WeakPassword:
    """The password breaks these rules."""

    violations: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class InvalidValue:
    """One input value the rules refuse."""

    field: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyReused:
    """The idempotency key belongs to something else."""

    first_used_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class InvalidCredentials:
    """Nobody is proved to be who they say; what of it is wrong is not told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountLocked:
    """The account may not be used now; until *retry_after*, or until support unlocks it."""

    retry_after: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UserNotFound:
    """No account has this id that the viewer could act on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressNotFound:
    """The viewer has no such address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionNotFound:
    """The viewer has no such session."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenOrders:
    """Somebody with so many open orders cannot go yet."""

    count: int
    replayed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Deleted:
    """The account is gone; *replayed* when it was before."""

    user_id: str
    replayed: bool = False


RegisterOutcome: TypeAlias = SignedIn | EmailTaken | WeakPassword | InvalidValue | KeyReused
LoginOutcome: TypeAlias = SignedIn | InvalidCredentials | AccountLocked
ProfileOutcome: TypeAlias = User | EmailTaken | InvalidValue
PasswordOutcome: TypeAlias = User | InvalidCredentials | WeakPassword
AddressOutcome: TypeAlias = SavedAddress | AddressNotFound | InvalidValue
RoleOutcome: TypeAlias = User | UserNotFound | InvalidValue
DeletionOutcome: TypeAlias = Deleted | UserNotFound | OpenOrders | KeyReused
