"""The users subgraph's Query and Mutation: parse, call, match."""

import asyncio

import strawberry

from subgraphs.common.auth import Viewer as SignedInViewer
from subgraphs.common.errors import BadUserInput
from subgraphs.common.ids import to_uuid
from subgraphs.common.pages import MAX_PAGE
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import Node
from subgraphs.users.context import Info
from subgraphs.users.types.people import (
    Category,
    Order,
    Product,
    User,
    Viewer,
    signed_in_user,
)
from subgraphs.users.types.signing_in import (
    LoginInput,
    LoginPayload,
    RegisterUserInput,
    RegisterUserPayload,
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

    @requires_scopes("users:read:any")
    @strawberry.field(description="Any account, by id; null when there is none.")
    async def user(self, info: Info, id: strawberry.ID) -> User | None:
        return await User.resolve_reference(info, id)

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


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="Opens an account. A retry with the same key gets the same account."
    )
    async def register_user(self, info: Info, input: RegisterUserInput) -> RegisterUserPayload:
        outcome = await info.context.accounts.register(input.to_domain())
        info.context.act_as(outcome)
        return RegisterUserPayload.from_domain(outcome)

    @strawberry.mutation(description="A session for whoever knows the password.")
    async def login(self, info: Info, input: LoginInput) -> LoginPayload:
        outcome = await info.context.accounts.login(input.email, input.password)
        info.context.act_as(outcome)
        return LoginPayload.from_domain(outcome)


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
    return viewer is not None and (viewer.id == id or "users:read:any" in viewer.scopes)


schema = SubgraphSchema(query=Query, mutation=Mutation, types=[User, Product, Category, Order])
