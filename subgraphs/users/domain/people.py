"""People, and what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import NewType

from subgraphs.common.ids import new_id
from subgraphs.common.text import is_text

UserId = NewType("UserId", str)

ID_PREFIX = "usr"
MAX_DISPLAY_NAME = 80


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
    Role.CUSTOMER: frozenset({"users:read:self", "users:delete:self", "orders:write"}),
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
    """A person with an account; *version* counts its changes."""

    id: UserId
    email: str
    display_name: str
    roles: tuple[Role, ...]
    status: UserStatus
    email_verified: bool
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """A user together with the secret that proves it; stays inside this subgraph."""

    user: User
    password_hash: str


def new_account(
    email: str, display_name: str, password_hash: str, roles: tuple[Role, ...] = (Role.CUSTOMER,)
) -> Account:
    """An active account with a fresh id."""
    now = datetime.now(UTC)
    user = User(
        id=UserId(new_id(ID_PREFIX)),
        email=email.strip(),
        display_name=display_name.strip(),
        roles=roles,
        status=UserStatus.ACTIVE,
        email_verified=False,
        version=1,
        created_at=now,
        updated_at=now,
    )
    return Account(user=user, password_hash=password_hash)


def folded(email: str) -> str:
    """The form in which addresses are unique: nobody owns `Ada@` beside `ada@`."""
    return email.strip().casefold()


def is_display_name(name: str) -> bool:
    """Whether somebody may be called so."""
    return is_text(name.strip(), MAX_DISPLAY_NAME)


DISPLAY_NAME_RULE = f"A display name is 1 to {MAX_DISPLAY_NAME} printable characters."
