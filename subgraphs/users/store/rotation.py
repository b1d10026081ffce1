"""The statements by which sessions open and go on: each does all of it, or nothing."""

from typing import Any

from sqlalchemy import (
    CTE,
    Interval,
    LargeBinary,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    func,
    insert,
    select,
    update,
)

from subgraphs.common.postgres import Prepared
from subgraphs.users import tables
from subgraphs.users.domain.people import UserStatus
from subgraphs.users.domain.sessions import GRACE, MOST_IN_GRACE, SessionEnd

_sessions, _tokens, _users = tables.sessions, tables.refresh_tokens, tables.users
# Not named as a column: SQLAlchemy would set that column to it.
_by_digest = _tokens.c.digest == bindparam("given", type_=LargeBinary)
# The session goes on, and its owner may use it.
_is_live = and_(
    _sessions.c.id == _tokens.c.session_id,
    _sessions.c.ended_at.is_(None),
    _sessions.c.expires_at > func.now(),
    _users.c.id == _sessions.c.user_id,
    _users.c.status == UserStatus.ACTIVE.value,
)
_lives_until = func.least(
    _sessions.c.expires_at, func.now() + bindparam("lifetime", type_=Interval)
)


def _next_token(of: CTE) -> CTE:
    """The next refresh token of the session a statement before it has taken or made."""
    fresh = select(cast(bindparam("next"), LargeBinary), of.c.session_id, of.c.lives_until)
    columns = ["digest", "session_id", "expires_at"]
    return (
        insert(_tokens)
        .from_select(columns, fresh)
        .returning(_tokens.c.session_id, _tokens.c.expires_at)
        .cte("fresh")
    )


def _opening() -> Any:
    """One statement: the session and its first token, for whom the proved password still opens."""
    proved = (
        select(
            cast(bindparam("session"), Uuid),
            _users.c.id,
            cast(bindparam("device"), Text),
            func.now() + bindparam("session_lifetime", type_=Interval),
        )
        .where(
            _users.c.id == cast(bindparam("owner"), Uuid),
            _users.c.status == UserStatus.ACTIVE.value,
            _users.c.password_hash == bindparam("proved"),
        )
        # Waits for whoever changes the password, locks or deletes, and then looks again.
        .with_for_update(read=True)
    )
    opened = (
        insert(_sessions)
        .from_select(["id", "user_id", "device_name", "expires_at"], proved)
        .returning(_sessions, _sessions.c.id.label("session_id"), _lives_until.label("lives_until"))
        .cte("opened")
    )
    fresh = _next_token(opened)
    return select(opened, fresh.c.expires_at.label("token_expires_at")).select_from(
        opened.join(fresh, fresh.c.session_id == opened.c.id)
    )


def _rotation(taken: Any) -> Any:
    """One statement: the old token taken, the next one there, the session seen."""
    old = taken.returning(_tokens.c.session_id, _lives_until.label("lives_until")).cte("spent")
    fresh = _next_token(old)
    seen = (
        update(_sessions)
        .where(_sessions.c.id == fresh.c.session_id)
        .values(last_seen_at=func.now())
        .returning(_sessions, fresh.c.expires_at.label("token_expires_at"))
        .cte("seen")
    )
    return select(seen)


OPEN = Prepared(_opening())
# Of two at once the second waits for the first, and then finds the token used.
TAKE = Prepared(
    _rotation(
        update(_tokens)
        .where(_by_digest, _tokens.c.used_at.is_(None), _tokens.c.expires_at > func.now(), _is_live)
        .values(used_at=func.now())
    )
)
TAKE_IN_GRACE = Prepared(
    _rotation(
        update(_tokens)
        .where(
            _by_digest,
            _tokens.c.used_at > func.now() - GRACE,
            _tokens.c.graces < MOST_IN_GRACE,
            _is_live,
        )
        .values(graces=_tokens.c.graces + 1)
    )
)
# Within its grace a token may come again; later, two people hold it.
END_STOLEN = Prepared(
    update(_sessions)
    .where(
        _by_digest,
        _sessions.c.id == _tokens.c.session_id,
        _sessions.c.ended_at.is_(None),
        _tokens.c.used_at <= func.now() - GRACE,
    )
    .values(ended_at=func.now(), ended_because=SessionEnd.TOKEN_REUSED.value)
    .returning(_sessions)
)
