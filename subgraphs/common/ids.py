"""Prefixed, sortable ids (TypeIDs over UUIDv7): one string for federation, logs and events."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from typeid import TypeID
from typeid.codecs import base32
from typeid.core.constants import SUFFIX_LEN


def new_id(prefix: str) -> str:
    """A fresh id; ids made later sort later."""
    return str(TypeID(prefix))


def from_uuid(value: Any, prefix: str) -> str:
    """The id whose stored form is *value*."""
    # As for `to_uuid`: TypeID.from_uuid looks at a prefix of ours again, at four times the cost.
    return f"{prefix}_{base32.encode(value.bytes)}"


def to_uuid(id: str, prefix: str) -> UUID | None:
    """The stored form of *id*; None when it is not an id of this kind."""
    kind, suffix = id[: -SUFFIX_LEN - 1], id[-SUFFIX_LEN:]
    # The codec itself, not TypeID.from_string: six times as quick, and needed for every reference.
    # Clients can spell half characters, which the codec cannot even look at.
    if kind != prefix or not id.startswith("_", len(kind)) or not suffix.isascii():
        return None
    try:
        stored = base32.decode(suffix)
    except RuntimeError:
        return None
    # Other spellings of one id (upper case) would make two dataloader keys of one row.
    return UUID(bytes=stored) if base32.encode(stored) == suffix else None


def made_at(id: str) -> datetime:
    """When *id* was made, to the millisecond: UUIDv7 begins with it (RFC 9562, section 5.7)."""
    milliseconds = TypeID.from_string(id).uuid.int >> 80
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
