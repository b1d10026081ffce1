"""Lists of people: filter, sort, and pages both ways as Relay connections."""

from datetime import datetime

import strawberry

from subgraphs.common.pages import Page
from subgraphs.common.types import PageInfo
from subgraphs.users.context import Info
from subgraphs.users.domain import lists as domain
from subgraphs.users.domain import people
from subgraphs.users.service.lists import cursor
from subgraphs.users.types.people import User

strawberry.enum(domain.UserSortField)
strawberry.enum(domain.SortDirection)


@strawberry.input(description="All conditions must hold; one left out does not count.")
class UserFilter:
    query: str | None = strawberry.field(
        default=None, description="Part of an e-mail address or a name, in any case."
    )
    role: people.Role | None = None
    status: people.UserStatus | None = None
    created_after: datetime | None = strawberry.field(default=None, description="From then on.")
    created_before: datetime | None = strawberry.field(default=None, description="Before then.")

    def to_domain(self) -> domain.UserFilter:
        """The filter as the domain knows it."""
        return domain.UserFilter(
            query=self.query,
            role=self.role,
            status=self.status,
            created_after=self.created_after,
            created_before=self.created_before,
        )


@strawberry.input(description="Equal values are ordered by id.")
class UserSort:
    field: domain.UserSortField = domain.UserSortField.CREATED_AT
    direction: domain.SortDirection = domain.SortDirection.DESC

    def to_domain(self) -> domain.UserSort:
        """The order as the domain knows it."""
        return domain.UserSort(field=self.field, direction=self.direction)


@strawberry.type
class UserEdge:
    cursor: str
    node: User


@strawberry.type
class UserConnection:
    wanted: strawberry.Private[domain.UserFilter]
    edges: list[UserEdge]
    nodes: list[User]
    page_info: PageInfo

    @strawberry.field(description="How many there are in all; counting stops at 10,000.")
    async def total_count(self, info: Info) -> int | None:
        return await info.context.lists.count(self.wanted)

    @classmethod
    def from_domain(cls, page: Page[people.User], wanted: domain.UserList) -> "UserConnection":
        """The connection of one page."""
        nodes = [User.from_domain(user) for user in page.items]
        cursors = [cursor(user, wanted.sort) for user in page.items]
        return cls(
            wanted=wanted.filter,
            edges=[UserEdge(cursor=c, node=node) for c, node in zip(cursors, nodes, strict=True)],
            nodes=nodes,
            page_info=PageInfo.of(cursors, has_next=page.has_next, has_previous=page.has_previous),
        )
