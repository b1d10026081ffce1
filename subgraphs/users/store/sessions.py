"""Sessions and their refresh tokens: each token is taken once, in one statement."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Interval,
    Table,
    any_,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from subgraphs.common.ids import new_id, to_uuid
from subgraphs.common.postgres import Connection, Database, Prepared
from subgraphs.users import tables
from subgraphs.users.domain.people import Account, UserId, UserStatus
from subgraphs.users.domain.sessions import (
    SESSION_PREFIX,
    Lifetimes,
    Opened,
    Refreshed,
    RefreshRefused,
    SessionEnd,
    SessionRecord,
)
from subgraphs.users.store.rotation import END_STOLEN, OPEN, TAKE, TAKE_IN_GRACE
from subgraphs.users.store.rows import to_session, to_user, user_uuid

# Ended and lapsed sessions are kept for whoever asks what happened.
KEPT = timedelta(days=30)
AT_ONCE = 1000
# Nobody has more devices; a program that logs in each time has.
MOST_LISTED = 50
_sessions, _tokens, _users = tables.sessions, tables.refresh_tokens, tables.users
OWNER = Prepared(select(_users).where(_users.c.id == bindparam("id", type_=Uuid)))
_latest = (
    select(
        _sessions,
        func.row_number()
        .over(partition_by=_sessions.c.user_id, order_by=_sessions.c.last_seen_at.desc())
        .label("place"),
    )
    .where(
        _sessions.c.user_id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        _sessions.c.ended_at.is_(None),
        _sessions.c.expires_at > func.now(),
        # Its refresh token has lapsed.
        _sessions.c.last_seen_at > func.now() - bindparam("idle", type_=Interval),
    )
    .subquery()
)
SESSIONS_BY_USER = Prepared(
    select(_latest).where(_latest.c.place <= MOST_LISTED).order_by(_latest.c.place)
)
LIVE = Prepared(
    select(_sessions.c.id).where(
        _sessions.c.id == bindparam("session"),
        _sessions.c.user_id == bindparam("user"),
        _sessions.c.ended_at.is_(None),
    )
)


def _some(table: Table, key: Any, ended: Any) -> Any:
    """A bounded part of what has ended: the next turn goes on with it."""
    return delete(table).where(key.in_(select(key).where(ended).limit(AT_ONCE)))


_old = func.now() - KEPT
FORGET = (
    _some(_sessions, _sessions.c.id, _sessions.c.ended_at < _old),
    _some(_sessions, _sessions.c.id, _sessions.c.expires_at < _old),
    _some(_tokens, _tokens.c.digest, _tokens.c.expires_at < _old),
)


class SessionStore:
    """Holds the engine; each method is one transaction."""

    def __init__(self, database: Database, lifetimes: Lifetimes) -> None:
        self._database = database
        self._lifetimes = lifetimes

    async def open(self, account: Account, device_name: str | None, digest: bytes) -> Opened | None:
        """A new session, whose first refresh token has this *digest*.

        None when the account was locked, deleted or given another password since it was read.
        """
        given = {
            "session": to_uuid(new_id(SESSION_PREFIX), SESSION_PREFIX),
            "owner": user_uuid(account.user.id),
            "proved": account.password_hash,
            "device": device_name,
            "session_lifetime": self._lifetimes.session,
            "lifetime": self._lifetimes.refresh,
            "next": digest,
        }
        row = await self._database.fetch_one(OPEN, given)
        if row is None:
            return None
        return Opened(record=to_session(row), token_expires_at=row.token_expires_at)

    async def rotate(self, digest: bytes, fresh: bytes) -> Refreshed | RefreshRefused:
        """Take a refresh token and put the *fresh* one in its place.

        A token that comes again after its grace ends its session: whoever holds it as well is shut
        out with its owner.
        """
        given = {"given": digest, "next": fresh, "lifetime": self._lifetimes.refresh}
        async with self._database.read() as connection:
            row = await connection.fetch_one(TAKE, given)
            if row is None:
                row = await connection.fetch_one(TAKE_IN_GRACE, given)
            if row is None:
                stolen = await connection.fetch_one(END_STOLEN, given)
                return RefreshRefused(stolen=None if stolen is None else to_session(stolen))
            owner = to_user(await connection.fetch_one(OWNER, {"id": row.user_id}))
        if row.ended_at is not None or owner.status is not UserStatus.ACTIVE:
            # Ended while the statement waited for whoever ended it.
            return RefreshRefused(stolen=None)
        opened = Opened(record=to_session(row), token_expires_at=row.token_expires_at)
        return Refreshed(user=owner, opened=opened)

    async def sessions_by_user(
        self, ids: Sequence[UserId]
    ) -> Mapping[UserId, Sequence[SessionRecord]]:
        """Each person's live sessions, those seen last first, and no more than 50."""
        wanted = [uuid for id in ids if (uuid := user_uuid(id))]
        found: dict[UserId, list[SessionRecord]] = {id: [] for id in ids}
        given = {"ids": wanted, "idle": self._lifetimes.refresh}
        for session in map(to_session, await self._database.fetch(SESSIONS_BY_USER, given)):
            found[session.user_id].append(session)
        return found

    async def is_live(self, user_id: UserId, id: str) -> bool:
        """Whether this session of this user's goes on."""
        given = {"session": to_uuid(id, SESSION_PREFIX), "user": user_uuid(user_id)}
        return await self._database.fetch_one(LIVE, given) is not None

    async def end(self, user_id: UserId, id: str, because: SessionEnd) -> bool:
        """End one session of this user; False when they have no such session that goes on."""
        ending = _ending(user_id, because).where(_sessions.c.id == to_uuid(id, SESSION_PREFIX))
        async with self._database.transaction() as connection:
            return int((await connection.execute(ending)).rowcount) == 1

    async def end_all(self, user_id: UserId, because: SessionEnd) -> None:
        """End every session of this user."""
        async with self._database.transaction() as connection:
            await end_sessions(connection, user_id, because)

    async def forget(self) -> int:
        """Drop some of what ended long ago, and of the tokens nobody could use; how many."""
        async with self._database.transaction() as connection:
            dropped = [await connection.execute(each) for each in FORGET]
        return sum(each.rowcount for each in dropped)


async def end_sessions(
    connection: Connection, user_id: UserId, because: SessionEnd, *, but: str | None = None
) -> None:
    """End every session of this user *but* one, in the caller's transaction."""
    ending = _ending(user_id, because)
    if but is not None:
        ending = ending.where(_sessions.c.id != to_uuid(but, SESSION_PREFIX))
    await connection.execute(ending)


def _ending(user_id: UserId, because: SessionEnd) -> Any:
    return (
        update(_sessions)
        .where(_sessions.c.user_id == user_uuid(user_id), _sessions.c.ended_at.is_(None))
        .values(ended_at=func.now(), ended_because=because.value)
    )
