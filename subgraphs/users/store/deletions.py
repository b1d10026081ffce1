"""Deleting accounts: the key first, then everything that told who it was, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.faults import reach
from subgraphs.common.postgres import Connection, Database
from subgraphs.users import tables
from subgraphs.users.domain.events import EventType, cloud_event
from subgraphs.users.domain.people import UserId, UserStatus
from subgraphs.users.domain.sessions import SessionEnd
from subgraphs.users.outbox import Outbox
from subgraphs.users.store.rows import user_uuid
from subgraphs.users.store.sessions import end_sessions
from subgraphs.users.store.users import change_user

DELETED_NAME = "Deleted user"
# Matches no password: it is no hash.
NO_PASSWORD = "!"  # noqa: S105


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """The deletion that holds a key. *open_orders* is what refused it, if it was refused."""

    user_uuid: UUID
    created_at: datetime
    is_done: bool
    open_orders: int | None


class DeletionStore:
    """Holds the engine; each method is one transaction."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    async def claim(self, viewer_id: str, key: str, user: UUID) -> Claim:
        """The deletion with this key: a new one of *user*, or the one there is."""
        deletions = tables.deletions
        claim = insert_or(deletions).values(viewer_id=viewer_id, key=key, user_id=user)
        async with self._database.transaction() as connection:
            await connection.execute(claim.on_conflict_do_nothing())
            row = (await connection.execute(select(deletions).where(*_holds(viewer_id, key)))).one()
        outcome = row.outcome or {}
        return Claim(
            user_uuid=row.user_id,
            created_at=row.created_at,
            is_done=row.outcome is not None,
            open_orders=outcome.get("openOrders"),
        )

    async def refuse(self, viewer_id: str, key: str, open_orders: int) -> None:
        """Store that the account has open orders: what every retry of the key is told."""
        async with self._database.transaction() as connection:
            await _settle(connection, viewer_id, key, {"openOrders": open_orders})

    async def delete(self, viewer_id: str, key: str, id: UserId) -> bool:
        """Drop the person and keep the id; False when somebody else did so before."""
        async with self._database.transaction() as connection:
            user = await change_user(
                connection,
                id,
                email=f"{id}@deleted.invalid",
                # No address has this form, so nobody can hold it before.
                email_folded=id,
                email_verified=False,
                display_name=DELETED_NAME,
                password_hash=NO_PASSWORD,
                roles=[],
                status=UserStatus.DELETED.value,
            )
            if user is not None:
                await self._forget(connection, id)
                await self._outbox.tell(connection, cloud_event(EventType.DELETED, user))
            await _settle(connection, viewer_id, key, {"deleted": True})
            reach("delete-user:before")
        reach("delete-user:after")
        return user is not None

    async def _forget(self, connection: Connection, id: UserId) -> None:
        uuid = user_uuid(id)
        addresses, registrations = tables.addresses, tables.registrations
        await connection.execute(delete(addresses).where(addresses.c.user_id == uuid))
        # A digest of address and name would tell whoever guesses both.
        forgotten = update(registrations).where(registrations.c.user_id == uuid)
        await connection.execute(forgotten.values(fingerprint=""))
        await end_sessions(connection, id, SessionEnd.ACCOUNT_DELETED)
        # Device names are the person's words.
        nameless = update(tables.sessions).where(tables.sessions.c.user_id == uuid)
        await connection.execute(nameless.values(device_name=None))


def _holds(viewer_id: str, key: str) -> tuple[Any, Any]:
    return tables.deletions.c.viewer_id == viewer_id, tables.deletions.c.key == key


async def _settle(
    connection: Connection, viewer_id: str, key: str, outcome: dict[str, Any]
) -> None:
    deletions = tables.deletions
    settled = update(deletions).where(*_holds(viewer_id, key), deletions.c.outcome.is_(None))
    await connection.execute(settled.values(outcome=outcome))
