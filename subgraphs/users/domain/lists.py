"""Lists of people: which, in which order, and from where on."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from subgraphs.users.domain.people import Role, UserStatus

# Longer ones are no part of an address or a name.
MAX_QUERY = 100


class UserSortField(Enum):
    """What a list of people can be sorted by."""

    CREATED_AT = "CREATED_AT"
    EMAIL = "EMAIL"


class SortDirection(Enum):
    """Smallest first or largest first."""

    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, kw_only=True, slots=True)
class UserFilter:
    """All conditions must hold; one left out does not count. *query* is part of address or name."""

    query: str | None = None
    role: Role | None = None
    status: UserStatus | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UserSort:
    """The order of a list; equal values are ordered by id."""

    field: UserSortField = UserSortField.CREATED_AT
    direction: SortDirection = SortDirection.DESC


@dataclass(frozen=True, kw_only=True, slots=True)
class UserList:
    """People of a kind in an order."""

    filter: UserFilter = UserFilter()
    sort: UserSort = UserSort()
