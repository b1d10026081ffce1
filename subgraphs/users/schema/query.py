"""What can be read of people: parse, call, match."""

import asyncio

import strawberry

from subgraphs.common.auth import Viewer as SignedInViewer
from subgraphs.common.cost import PAGED_BOTH_WAYS
from subgraphs.common.errors import BadUserInput
from subgraphs.common.ids import to_uuid
from subgraphs.common.pages import MAX_PAGE, walk
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import Node
from subgraphs.users.context import Info
from subgraphs.users.domain.lists import UserList
from subgraphs.users.types.lists import UserConnection, UserFilter, UserSort
from subgraphs.users.types.people import (
    READ_ANY,
    Category,
    Order,
    Product,
    User,
    Viewer,
    signed_in_user,
)


@strawberry.type
class Query:
    @strawberry.field(description="The signed-in account; null for a guest.")
    async def me(self, info: Info) -> User | None:
        return await signed_in_user(info)

    @strawberry.federation.field(
        shareable=True, description="Everything about whoever is asking; null for a guest."
    )
    def viewer(self, info: Info) -> Viewer | None:
        return None if info.context.viewer is None else Viewer()

    @requires_scopes(READ_ANY)
    @strawberry.field(description="Any account, by id; null when there is none.")
    async def user(self, info: Info, id: strawberry.ID) -> User | None:
        return await User.resolve_reference(info, id)

    @requires_scopes(READ_ANY)
    @strawberry.field(
        description="Everybody, page by page, both ways: `first` and `after`, or `last` and "
        "`before`.",
        directives=[PAGED_BOTH_WAYS],
    )
    async def users(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: UserFilter | None = None,
        sort: UserSort | None = None,
    ) -> UserConnection | None:
        walked = walk(first, after, last, before)
        wanted = UserList(
            filter=(filter or UserFilter()).to_domain(), sort=(sort or UserSort()).to_domain()
        )
        info.context.spend(walked.size)
        return UserConnection.from_domain(await info.context.lists.page(wanted, walked), wanted)

    @strawberry.field(
        description="Relay refetch of a product, a category, or an order or account one may see."
    )
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        return await node_by_id(info, id)

    @strawberry.field(description="Many nodes in the order of their ids; at most 100.")
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None] | None:
        if len(ids) > MAX_PAGE:
            raise BadUserInput(f"At most {MAX_PAGE} ids a request; these are {len(ids)}.")
        return await asyncio.gather(*(node_by_id(info, id) for id in ids))


async def node_by_id(info: Info, id: strawberry.ID) -> Node | None:
    """Accounts come from here; for the rest a key is enough, their owner fetches them."""
    prefix = id.partition("_")[0]
    if to_uuid(id, prefix) is None:
        return None
    match prefix:
        case "prd":
            return Product(id=id)
        case "cat":
            return Category(id=id)
        case "ord":
            return Order(id=id)
        case "usr" if _may_read(info.context.viewer, id):
            return await User.resolve_reference(info, id)
    return None


def _may_read(viewer: SignedInViewer | None, id: str) -> bool:
    return viewer is not None and (viewer.id == id or READ_ANY in viewer.scopes)
