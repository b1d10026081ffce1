"""The users database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Uuid, any_, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.exc import IntegrityError

from subgraphs.common.ids import from_uuid, to_uuid
from subgraphs.common.postgres import Database, violates
from subgraphs.users import tables
from subgraphs.users.domain import (
    ID_PREFIX,
    Account,
    EmailTaken,
    Role,
    User,
    UserId,
    UserStatus,
    folded,
)

# Statements are made once: making one costs SQLAlchemy more than running it. The array keeps it
# one prepared statement for any number of keys.
USERS_BY_ID = select(tables.users).where(
    tables.users.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
)
USER_BY_EMAIL = select(tables.users).where(tables.users.c.email_folded == bindparam("email"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """The registration that holds a key: this one, or the earlier one that was *found*."""

    account: Account
    fingerprint: str
    created_at: datetime
    found: bool


class UserStore:
    """Holds the engine; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def users_by_id(self, ids: Sequence[UserId]) -> Mapping[UserId, User]:
        """Fetch many users in one query; unknown ids are absent from the result."""
        known = {uuid: id for id in ids if (uuid := to_uuid(id, ID_PREFIX))}
        async with self._database.read() as connection:
            rows = await connection.execute(USERS_BY_ID, {"ids": list(known)})
        return {known[row.id]: _to_user(row) for row in rows}

    async def account_by_email(self, email: str) -> Account | None:
        """The account with this address in any case, None when there is none."""
        async with self._database.read() as connection:
            row = (await connection.execute(USER_BY_EMAIL, {"email": folded(email)})).one_or_none()
        return None if row is None else _to_account(row)

    async def register(
        self, account: Account, *, key: str, fingerprint: str
    ) -> Registered | EmailTaken:
        """Add key and account in one transaction, unless the key or the address is taken."""
        try:
            return await self._register(account, key, fingerprint)
        except IntegrityError as error:
            if violates(error, "uq_users_email_folded"):
                return EmailTaken()
            raise

    async def _register(self, account: Account, key: str, fingerprint: str) -> Registered:
        user = account.user
        claim = (
            insert_or(tables.registrations)
            .values(key=key, fingerprint=fingerprint, user_id=to_uuid(user.id, ID_PREFIX))
            .on_conflict_do_nothing()
            .returning(tables.registrations.c.key)
        )
        async with self._database.transaction() as connection:
            # Waits for an uncommitted insert of the same key, so two tries never both go on.
            if (await connection.execute(claim)).one_or_none() is not None:
                await connection.execute(insert(tables.users).values(_to_row(account)))
            row = (await connection.execute(_registration(key))).one()
        return Registered(
            account=_to_account(row),
            fingerprint=row.fingerprint,
            created_at=row.claimed_at,
            found=_to_user(row).id != user.id,
        )

    async def change_hash(self, id: UserId, password_hash: str) -> None:
        """Store a stronger hash of the same password."""
        change = (
            update(tables.users)
            .where(tables.users.c.id == to_uuid(id, ID_PREFIX))
            .values(password_hash=password_hash, updated_at=func.now())
        )
        async with self._database.transaction() as connection:
            await connection.execute(change)

    async def add_if_absent(self, account: Account) -> None:
        """Add the account; do nothing when its address is known."""
        addition = insert_or(tables.users).values(_to_row(account)).on_conflict_do_nothing()
        async with self._database.transaction() as connection:
            await connection.execute(addition)


def _registration(key: str) -> Any:
    registrations = tables.registrations
    claimed_at = registrations.c.created_at.label("claimed_at")
    return (
        select(tables.users, registrations.c.fingerprint, claimed_at)
        .join_from(registrations, tables.users)
        .where(registrations.c.key == key)
    )


def _to_row(account: Account) -> dict[str, Any]:
    user = account.user
    return {
        "id": to_uuid(user.id, ID_PREFIX),
        "email": user.email,
        "email_folded": folded(user.email),
        "display_name": user.display_name,
        "password_hash": account.password_hash,
        "roles": [role.value for role in user.roles],
        "status": user.status.value,
    }


def _to_user(row: Any) -> User:
    return User(
        id=UserId(from_uuid(row.id, ID_PREFIX)),
        email=row.email,
        display_name=row.display_name,
        roles=tuple(Role(role) for role in row.roles),
        status=UserStatus(row.status),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _to_account(row: Any) -> Account:
    return Account(user=_to_user(row), password_hash=row.password_hash)
