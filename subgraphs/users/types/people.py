"""People with accounts, whoever is asking, and stubs of what other subgraphs own."""

from datetime import datetime

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from subgraphs.common.scalars import EmailAddress
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import Node
from subgraphs.users import domain
from subgraphs.users.context import Info

strawberry.enum(domain.Role, description="What somebody is in the shop.")
strawberry.enum(domain.UserStatus, description="Whether an account may be used.")


@strawberry.federation.type(keys=["id"], description="A person with an account.")
class User(Node):
    record: strawberry.Private[domain.User]
    display_name: str = strawberry.federation.field(
        shareable=True, description="Public name, denormalised into reviews."
    )
    status: domain.UserStatus
    created_at: datetime
    updated_at: datetime

    @requires_scopes("users:read:any", owner=lambda user: user.id)
    @strawberry.field(description="Where mail for this account goes.")
    def email(self) -> EmailAddress | None:
        return EmailAddress(self.record.email)

    @requires_scopes("users:read:any", owner=lambda user: user.id)
    @strawberry.field(description="What this person is in the shop.")
    def roles(self) -> list[domain.Role] | None:
        return list(self.record.roles)

    @classmethod
    def from_domain(cls, user: domain.User) -> "User":
        """The GraphQL form of a user."""
        return cls(
            id=strawberry.ID(user.id),
            record=user,
            display_name=user.display_name,
            status=user.status,
            created_at=user.created_at,
            updated_at=user.updated_at,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "User | None":
        """The user another subgraph points at; None when it is gone."""
        user = await info.context.loaders.user_by_id.load(domain.UserId(id))
        return None if user is None else cls.from_domain(user)


@strawberry.federation.type(
    keys=[Key(fields=FieldSet("id"), resolvable=False)],
    description="A stub, so that node(id:) can point at what another subgraph owns.",
)
class Product(Node): ...


@strawberry.federation.type(
    keys=[Key(fields=FieldSet("id"), resolvable=False)],
    description="A stub, so that node(id:) can point at what another subgraph owns.",
)
class Category(Node): ...


@strawberry.federation.type(
    keys=[Key(fields=FieldSet("id"), resolvable=False)],
    description="A stub, so that node(id:) can point at what another subgraph owns.",
)
class Order(Node): ...


@strawberry.type(
    description="Everything about whoever is asking. Each part is nullable and owned by one "
    "subgraph: parts load in parallel and fail alone."
)
class Viewer:
    @strawberry.field(description="The signed-in account.")
    async def user(self, info: Info) -> User | None:
        return await signed_in_user(info)


async def signed_in_user(info: Info) -> User | None:
    """The account behind the access token; None for a guest."""
    viewer = info.context.viewer
    if viewer is None:
        return None
    return await User.resolve_reference(info, strawberry.ID(viewer.id))
