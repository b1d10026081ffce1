"""Prefixed, sortable ids (TypeIDs over UUIDv7): one string for federation, logs and events."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from typeid import TypeID
from typeid.core.errors import TypeIDException


def new_id(prefix: str) -> str:
    """A fresh id; ids made later sort later."""
    return str(TypeID(prefix))


def from_uuid(value: Any, prefix: str) -> str:
    """The id whose stored form is *value*."""
    return str(TypeID.from_uuid(value, prefix))


def to_uuid(id: str, prefix: str) -> UUID | None:
    """The stored form of *id*; None when it is not an id of this kind."""
    try:
        parsed = TypeID.from_string(id)
    except TypeIDException:
        return None
    # Other spellings of one id (upper case) would make two dataloader keys of one row.
    if parsed.prefix != prefix or str(parsed) != id:
        return None
    return UUID(int=parsed.uuid.int)


def made_at(id: str) -> datetime:
    """When *id* was made, to the millisecond: UUIDv7 begins with it (RFC 9562, section 5.7)."""
    milliseconds = TypeID.from_string(id).uuid.int >> 80
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
