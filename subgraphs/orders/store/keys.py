"""Idempotency keys: one row a viewer, mutation and key, written before anything it stands for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.postgres import Connection
from subgraphs.orders import tables
from subgraphs.orders.store.rows import buyer_uuid


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """Whose intention it is; *fingerprint* tells what was meant."""

    viewer_id: str
    mutation: str
    key: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRecord:
    """What a key was used for the first time it came."""

    fingerprint: str
    order_id: UUID
    outcome: dict[str, Any] | None
    created_at: datetime


def row_of(key: Key) -> ColumnElement[bool]:
    """The condition that only the row of *key* meets."""
    keys = tables.idempotency_keys
    return and_(
        keys.c.viewer_id == buyer_uuid(key.viewer_id),
        keys.c.mutation == key.mutation,
        keys.c.key == key.key,
    )


async def claim_key(connection: Connection, key: Key, order_id: UUID | None) -> bool:
    """Whether the key is new. Waits for another uncommitted insert of it, so that of two tries
    one finds the other's row, or nothing when that one rolled back."""
    keys = tables.idempotency_keys
    claim = (
        insert_or(keys)
        .values(
            viewer_id=buyer_uuid(key.viewer_id),
            mutation=key.mutation,
            key=key.key,
            fingerprint=key.fingerprint,
            order_id=order_id,
        )
        .on_conflict_do_nothing()
        .returning(keys.c.order_id)
    )
    return (await connection.execute(claim)).one_or_none() is not None


async def key_record(connection: Connection, key: Key) -> KeyRecord:
    """The record of a key that is not new."""
    found = select(tables.idempotency_keys).where(row_of(key))
    row = (await connection.execute(found)).one()
    return KeyRecord(
        fingerprint=row.fingerprint,
        order_id=row.order_id,
        outcome=row.outcome,
        created_at=row.created_at,
    )
