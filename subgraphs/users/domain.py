"""People, what they may do, and what can come of registering and signing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType, TypeAlias

UserId = NewType("UserId", str)

ID_PREFIX = "usr"
MAX_DISPLAY_NAME = 80
PASSWORD_LENGTH = range(12, 129)


class Role(Enum):
    """What somebody is in the shop; a role is a set of scopes."""

    CUSTOMER = "CUSTOMER"
    SUPPORT = "SUPPORT"
    CATALOG_MANAGER = "CATALOG_MANAGER"
    FULFILMENT = "FULFILMENT"
    ADMIN = "ADMIN"


class UserStatus(Enum):
    """Whether an account may be used."""

    ACTIVE = "ACTIVE"
    LOCKED = "LOCKED"
    DELETED = "DELETED"


_SCOPES: dict[Role, frozenset[str]] = {
    Role.CUSTOMER: frozenset({"users:read:self", "orders:write"}),
    Role.SUPPORT: frozenset({"users:read:any", "orders:read:any", "orders:refund"}),
    Role.CATALOG_MANAGER: frozenset({"products:write", "inventory:read", "inventory:write"}),
    Role.FULFILMENT: frozenset({"orders:read:any", "orders:fulfil", "inventory:read"}),
    Role.ADMIN: frozenset({"users:admin", "analytics:read"}),
}
_SCOPES[Role.ADMIN] |= frozenset().union(*_SCOPES.values())


def scopes_of(roles: Sequence[Role]) -> list[str]:
    """All the roles allow, sorted."""
    return sorted({scope for role in roles for scope in _SCOPES[role]})


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A person with an account."""

    id: UserId
    email: str
    display_name: str
    roles: tuple[Role, ...]
    status: UserStatus
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A user together with the secret that proves it; stays inside this subgraph."""

    user: User
    password_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """What a person sends to get an account."""

    email: str
    password: str
    display_name: str
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """The right to act as a user until it expires."""

    access_token: str
    expires_at: datetime
    scopes: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """Registered or logged in; *replayed* when the same registration had come before."""

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
    """The idempotency key belongs to another registration."""

    first_used_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class InvalidCredentials:
    """No account with this address and password; which of the two is not told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountLocked:
    """The account exists, the password is right, and it may not be used."""


RegisterOutcome: TypeAlias = SignedIn | EmailTaken | WeakPassword | InvalidValue | KeyReused
LoginOutcome: TypeAlias = SignedIn | InvalidCredentials | AccountLocked


def folded(email: str) -> str:
    """The form in which addresses are unique: nobody owns `Ada@` beside `ada@`."""
    return email.strip().casefold()


def refusal(registration: Registration) -> WeakPassword | InvalidValue | None:
    """Why this registration cannot be taken, whatever the store holds."""
    name = registration.display_name.strip()
    if not 1 <= len(name) <= MAX_DISPLAY_NAME or not name.isprintable():
        return InvalidValue(
            field="displayName",
            message=f"A display name is 1 to {MAX_DISPLAY_NAME} printable characters.",
        )
    violations = list(_violations(registration))
    return WeakPassword(violations=violations) if violations else None


def _violations(registration: Registration) -> Sequence[str]:
    found = []
    if len(registration.password) not in PASSWORD_LENGTH:
        found.append(f"Use {PASSWORD_LENGTH.start} to {PASSWORD_LENGTH.stop - 1} characters.")
    person = folded(registration.email).split("@")[0]
    # Shorter ones are part of ordinary words.
    if len(person) >= 4 and person in registration.password.casefold():
        found.append("Do not use your e-mail address in it.")
    return found
