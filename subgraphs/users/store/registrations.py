"""Opening accounts: the key first, so that a registration that is repeated opens one account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.exc import IntegrityError

from subgraphs.common.faults import reach
from subgraphs.common.postgres import Database, violates
from subgraphs.users import tables
from subgraphs.users.domain.events import EventType, cloud_event
from subgraphs.users.domain.outcomes import EmailTaken
from subgraphs.users.domain.people import Account
from subgraphs.users.outbox import Outbox
from subgraphs.users.store.rows import account_row, to_account, to_user, user_uuid
from subgraphs.users.store.users import UNIQUE_EMAIL


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """The registration that holds a key: this one, or the earlier one that was *found*."""

    account: Account
    fingerprint: str
    created_at: datetime
    found: bool


class RegistrationStore:
    """Holds the engine; each method is one transaction."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    async def registration(self, key: str) -> Registered | None:
        """The registration that holds a key, None when the key is new."""
        async with self._database.read() as connection:
            row = (await connection.execute(_registration(key))).one_or_none()
        return None if row is None else _registered(row, found=True)

    async def register(
        self, account: Account, *, key: str, fingerprint: str
    ) -> Registered | EmailTaken:
        """Add key and account in one transaction, unless the key or the address is taken."""
        try:
            return await self._register(account, key, fingerprint)
        except IntegrityError as error:
            if violates(error, UNIQUE_EMAIL):
                return EmailTaken()
            raise

    async def _register(self, account: Account, key: str, fingerprint: str) -> Registered:
        user = account.user
        claim = (
            insert_or(tables.registrations)
            .values(key=key, fingerprint=fingerprint, user_id=user_uuid(user.id))
            .on_conflict_do_nothing()
            .returning(tables.registrations.c.key)
        )
        async with self._database.transaction() as connection:
            # Waits for an uncommitted insert of the same key, so two tries never both go on.
            if (await connection.execute(claim)).one_or_none() is not None:
                await connection.execute(insert(tables.users).values(account_row(account)))
                await self._outbox.tell(connection, cloud_event(EventType.REGISTERED, user))
            row = (await connection.execute(_registration(key))).one()
            reach("register:before")
        reach("register:after")
        return _registered(row, found=to_user(row).id != user.id)


def _registered(row: Any, *, found: bool) -> Registered:
    return Registered(
        account=to_account(row),
        fingerprint=row.fingerprint,
        created_at=row.claimed_at,
        found=found,
    )


def _registration(key: str) -> Any:
    registrations = tables.registrations
    claimed_at = registrations.c.created_at.label("claimed_at")
    return (
        select(tables.users, registrations.c.fingerprint, claimed_at)
        .join_from(registrations, tables.users)
        .where(registrations.c.key == key)
    )
