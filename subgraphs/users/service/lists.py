"""People, page by page, for staff."""

from datetime import datetime, timedelta

from subgraphs.common.errors import BadUserInput
from subgraphs.common.ids import to_uuid
from subgraphs.common.pages import Page, Walk, decode_cursor, encode_cursor, page_of_walk
from subgraphs.common.text import is_text
from subgraphs.users.domain.lists import (
    MAX_QUERY,
    UserFilter,
    UserList,
    UserSort,
    UserSortField,
)
from subgraphs.users.domain.people import ID_PREFIX, User, folded
from subgraphs.users.store import ListStore


class ListService:
    """Reads that are not lookups by key; those are the loaders'."""

    def __init__(self, lists: ListStore) -> None:
        self._lists = lists

    async def page(self, wanted: UserList, walked: Walk) -> Page[User]:
        """One page; BAD_USER_INPUT for another list's cursor or a query that finds nobody ever."""
        query = wanted.filter.query
        if query is not None and not is_text(query, MAX_QUERY):
            raise BadUserInput(f"`query` is 1 to {MAX_QUERY} printable characters.")
        position = None if walked.cursor is None else _position(walked.cursor, wanted.sort)
        found = await self._lists.walk(wanted, walked, position)
        return page_of_walk(found, walked.size, position, backwards=walked.backwards)

    async def count(self, wanted: UserFilter) -> int:
        """How many people a list holds; counting stops at 10,000."""
        return await self._lists.count(wanted)


def cursor(user: User, sort: UserSort) -> str:
    """The opaque position of *user* in a list of this order."""
    by_email = sort.field is UserSortField.EMAIL
    value = folded(user.email) if by_email else user.created_at.isoformat()
    return encode_cursor(_kind(sort), value, user.id)


def _position(cursor: str, sort: UserSort) -> tuple[str, str]:
    value, id = decode_cursor(cursor, _kind(sort), 2)
    by_email = sort.field is UserSortField.EMAIL
    if to_uuid(id, ID_PREFIX) is None or not (by_email or _is_instant(value)):
        raise BadUserInput("The cursor holds a position no page ever gave.")
    return value, id


def _is_instant(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).utcoffset() == timedelta(0)
    except ValueError:
        return False


def _kind(sort: UserSort) -> str:
    return f"users:{sort.field.name}:{sort.direction.name}"
