"""Rows of the users database as domain values, and back."""

from typing import Any
from uuid import UUID

from subgraphs.common.ids import from_uuid, to_uuid
from subgraphs.common.postal import Address
from subgraphs.users.domain.addresses import ADDRESS_PREFIX, AddressId, SavedAddress
from subgraphs.users.domain.people import (
    ID_PREFIX,
    Account,
    Role,
    User,
    UserId,
    UserStatus,
    folded,
)
from subgraphs.users.domain.sessions import SESSION_PREFIX, SessionId, SessionRecord


def user_uuid(id: str) -> UUID | None:
    """The stored form of an account's id; None, which no row has, for what is none."""
    return to_uuid(id, ID_PREFIX)


def to_user(row: Any) -> User:
    """The user in a row of `users`."""
    return User(
        id=UserId(from_uuid(row.id, ID_PREFIX)),
        email=row.email,
        display_name=row.display_name,
        roles=tuple(Role(role) for role in row.roles),
        status=UserStatus(row.status),
        email_verified=row.email_verified,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def to_account(row: Any) -> Account:
    """The account in a row of `users`."""
    return Account(user=to_user(row), password_hash=row.password_hash)


def account_row(account: Account) -> dict[str, Any]:
    """The values of a new row of `users`."""
    user = account.user
    return {
        "id": user_uuid(user.id),
        "email": user.email,
        "email_folded": folded(user.email),
        "display_name": user.display_name,
        "password_hash": account.password_hash,
        "roles": [role.value for role in user.roles],
        "status": user.status.value,
    }


def to_session(row: Any) -> SessionRecord:
    """The session in a row of `sessions`."""
    return SessionRecord(
        id=SessionId(from_uuid(row.id, SESSION_PREFIX)),
        user_id=UserId(from_uuid(row.user_id, ID_PREFIX)),
        device_name=row.device_name,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
    )


def to_saved_address(row: Any) -> SavedAddress:
    """The address in a row of `addresses`."""
    return SavedAddress(
        id=AddressId(from_uuid(row.id, ADDRESS_PREFIX)),
        is_default=row.is_default,
        address=Address(
            name=row.name,
            line1=row.line1,
            line2=row.line2,
            city=row.city,
            region=row.region,
            postal_code=row.postal_code,
            country_code=row.country_code,
        ),
    )
