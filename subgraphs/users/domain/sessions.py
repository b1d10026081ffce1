"""Sessions: one per device that signed in, kept alive by refresh tokens that are used once."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import NewType

from subgraphs.common.text import is_text
from subgraphs.users.domain.people import User, UserId

SessionId = NewType("SessionId", str)

SESSION_PREFIX = "ses"
MAX_DEVICE_NAME = 80
# So that whoever scans code and logs for secrets knows one when it sees it.
_REFRESH_PREFIX = "crt_"
# 256 bits: nobody guesses it, so a plain digest of it may be stored.
_REFRESH_BYTES = 32
# Tabs of one browser refresh at the same moment, and an answer may be lost on its way.
GRACE = timedelta(seconds=10)
# The tabs of one browser; more with one token is somebody trying.
MOST_IN_GRACE = 10


class SessionEnd(Enum):
    """Why a session may not be refreshed any more."""

    LOGGED_OUT = "LOGGED_OUT"
    REVOKED = "REVOKED"
    # A refresh token came a second time: two people hold it, and one of them stole it.
    TOKEN_REUSED = "TOKEN_REUSED"  # noqa: S105 - a reason
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - a reason
    ACCOUNT_LOCKED = "ACCOUNT_LOCKED"
    ACCOUNT_DELETED = "ACCOUNT_DELETED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lifetimes:
    """How long what is handed out is good for."""

    access: timedelta
    # Of a refresh token that is not used.
    refresh: timedelta
    # Of a session, however often it is refreshed.
    session: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRecord:
    """A device that is signed in, as its owner sees it."""

    id: SessionId
    user_id: UserId
    device_name: str | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """The right to act as a user: an access token, and what gets the next one."""

    id: SessionId
    access_token: str
    expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime
    scopes: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A session and when its newest refresh token ends."""

    record: SessionRecord
    token_expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Refreshed:
    """A refresh token was good; its session goes on with the next one."""

    user: User
    opened: Opened


@dataclass(frozen=True, kw_only=True, slots=True)
class RefreshRefused:
    """A refresh token that gets nothing; *stolen* is the session that was ended because of it."""

    stolen: SessionRecord | None


def new_refresh_token() -> str:
    """256 random bits, for the client alone."""
    return _REFRESH_PREFIX + secrets.token_urlsafe(_REFRESH_BYTES)


def digest(refresh_token: str) -> bytes:
    """SHA-256: all of a refresh token that is kept."""
    return hashlib.sha256(refresh_token.encode()).digest()


def device(name: str | None) -> str | None:
    """The name of a device as it is kept: what cannot be shown is left out, too long is cut."""
    shown = "".join(each for each in name or "" if each.isprintable()).strip()[:MAX_DEVICE_NAME]
    return shown if is_text(shown, MAX_DEVICE_NAME) else None
