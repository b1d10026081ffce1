"""People with accounts, whoever is asking, and stubs of what other subgraphs own."""

from datetime import datetime

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from subgraphs.common.cost import about
from subgraphs.common.scalars import EmailAddress
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import Node
from subgraphs.users.context import Info
from subgraphs.users.domain import people as domain
from subgraphs.users.types.addresses import Address
from subgraphs.users.types.sessions import SignedInDevice

READ_ANY = "users:read:any"
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

    @requires_scopes(READ_ANY, owner=lambda user: user.id)
    @strawberry.field(description="Where mail for this account goes; null when it was deleted.")
    def email(self) -> EmailAddress | None:
        is_deleted = self.record.status is domain.UserStatus.DELETED
        return None if is_deleted else EmailAddress(self.record.email)

    @requires_scopes(READ_ANY, owner=lambda user: user.id)
    @strawberry.field(description="Whether mail to this address was seen to arrive.")
    def email_verified(self) -> bool | None:
        return self.record.email_verified

    @requires_scopes(READ_ANY, owner=lambda user: user.id)
    @strawberry.field(description="What this person is in the shop.")
    def roles(self) -> list[domain.Role] | None:
        return list(self.record.roles)

    @requires_scopes(READ_ANY, owner=lambda user: user.id)
    @strawberry.field(description="Where parcels go if nothing else is said; null for no address.")
    async def default_address(self, info: Info) -> Address | None:
        saved = await info.context.loaders.addresses_by_user.load(self.record.id)
        return next((Address.from_domain(each) for each in saved or () if each.is_default), None)

    @requires_scopes(READ_ANY, owner=lambda user: user.id)
    @strawberry.field(
        description="The address book, the default first; at most 50.", directives=[about(5)]
    )
    async def addresses(self, info: Info) -> list[Address] | None:
        saved = await info.context.loaders.addresses_by_user.load(self.record.id)
        return [Address.from_domain(each) for each in saved or ()]

    @requires_scopes(owner=lambda user: user.id)
    @strawberry.field(
        description="The devices that are signed in, those seen last first; at most 50.",
        directives=[about(5)],
    )
    async def sessions(self, info: Info) -> list[SignedInDevice] | None:
        current = info.context.require_viewer().session
        found = await info.context.loaders.sessions_by_user.load(self.record.id)
        return [SignedInDevice.from_domain(each, current) for each in found or ()]

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
        """The user another subgraph points at; None when there never was one."""
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
