"""Idempotency keys: one row a viewer, mutation and key, written before anything it stands for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlalchemy.dialects.postgresql import insert as insert_or

from subgraphs.common.postgres import Connection, Prepared
from subgraphs.orders import tables
from subgraphs.orders.store.rows import buyer_uuid

_keys = tables.idempotency_keys
CLAIM = Prepared(
    insert_or(_keys).on_conflict_do_nothing().returning(_keys.c.order_id),
    "viewer_id",
    "mutation",
    "key",
    "fingerprint",
    "order_id",
)
RECORD = Prepared(
    select(_keys).where(
        _keys.c.viewer_id == bindparam("viewer"),
        _keys.c.mutation == bindparam("mutation"),
        _keys.c.key == bindparam("key"),
    )
)


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
    return and_(
        _keys.c.viewer_id == buyer_uuid(key.viewer_id),
        _keys.c.mutation == key.mutation,
        _keys.c.key == key.key,
    )


async def claim_key(connection: Connection, key: Key, order_id: UUID | None) -> bool:
    """Whether the key is new. Waits for another uncommitted insert of it, so that of two tries
    one finds the other's row, or nothing when that one rolled back."""
    claim = {
        "viewer_id": buyer_uuid(key.viewer_id),
        "mutation": key.mutation,
        "key": key.key,
        "fingerprint": key.fingerprint,
        "order_id": order_id,
    }
    return await connection.fetch_one(CLAIM, claim) is not None


async def key_record(connection: Connection, key: Key) -> KeyRecord:
    """The record of a key that is not new."""
    wanted = {"viewer": buyer_uuid(key.viewer_id), "mutation": key.mutation, "key": key.key}
    row = await connection.fetch_one(RECORD, wanted)
    return KeyRecord(
        fingerprint=row.fingerprint,
        order_id=row.order_id,
        outcome=row.outcome,
        created_at=row.created_at,
    )
