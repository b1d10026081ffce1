"""Lists of people by keyset: each page is a walk from where the last one ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Uuid, any_, cast, func, literal, or_, select, tuple_

from subgraphs.common.pages import Walk
from subgraphs.common.postgres import Database
from subgraphs.users import tables
from subgraphs.users.domain.lists import SortDirection, UserFilter, UserList, UserSortField
from subgraphs.users.domain.people import User
from subgraphs.users.store.rows import to_user, user_uuid

# Counting further costs more than anybody reads.
MAX_COUNT = 10_000
_users = tables.users


class ListStore:
    """Holds the engine; each method is one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def walk(
        self, wanted: UserList, walked: Walk, position: tuple[str, str] | None
    ) -> Sequence[User]:
        """The page as it is walked from *position* on, and one person more if there is one."""
        keys = (_sort_key(wanted), _users.c.id)
        # Backwards is the same walk from the other end.
        is_descending = (wanted.sort.direction is SortDirection.DESC) is not walked.backwards
        statement = (
            select(_users)
            .where(*_conditions(wanted.filter))
            .order_by(*(key.desc() if is_descending else key.asc() for key in keys))
            .limit(walked.size + 1)
        )
        if position is not None:
            here, there = tuple_(*keys), tuple_(*_position(wanted, position))
            statement = statement.where(here < there if is_descending else here > there)
        async with self._database.read() as connection:
            return [to_user(row) for row in await connection.execute(statement)]

    async def count(self, wanted: UserFilter) -> int:
        """How many people the list holds; counting stops at 10,000."""
        some = select(literal(1)).select_from(_users).where(*_conditions(wanted)).limit(MAX_COUNT)
        async with self._database.read() as connection:
            counted = await connection.execute(select(func.count()).select_from(some.subquery()))
        return int(counted.scalar_one())


def _sort_key(wanted: UserList) -> ColumnElement[Any]:
    by_email = wanted.sort.field is UserSortField.EMAIL
    return _users.c.email_folded if by_email else _users.c.created_at


def _position(
    wanted: UserList, position: tuple[str, str]
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    value, id = position
    by_email = wanted.sort.field is UserSortField.EMAIL
    key: Any = value if by_email else datetime.fromisoformat(value)
    return literal(key), cast(literal(user_uuid(id)), Uuid)


def _conditions(wanted: UserFilter) -> list[ColumnElement[bool]]:
    found = list[ColumnElement[bool]]()
    if wanted.query is not None:
        name = func.lower(_users.c.display_name)
        found.append(
            or_(
                _users.c.email_folded.contains(wanted.query.casefold(), autoescape=True),
                name.contains(wanted.query.lower(), autoescape=True),
            )
        )
    if wanted.role is not None:
        found.append(literal(wanted.role.value) == any_(_users.c.roles))
    if wanted.status is not None:
        found.append(_users.c.status == wanted.status.value)
    if wanted.created_after is not None:
        found.append(_users.c.created_at >= wanted.created_after)
    if wanted.created_before is not None:
        found.append(_users.c.created_at < wanted.created_before)
    return found
