"""GraphQL types of the users subgraph."""

from datetime import datetime
from typing import Annotated, TypeAlias, assert_never

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from subgraphs.common.scalars import EmailAddress, IdempotencyKey
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import IdempotencyKeyReused, InvalidInput, Node, UserError
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


@strawberry.type(description="The right to act as a user until it expires.")
class Session:
    access_token: str = strawberry.field(
        description="Send it as `Authorization: Bearer <accessToken>`."
    )
    access_token_expires_at: datetime
    scopes: list[str]

    @classmethod
    def from_domain(cls, session: domain.Session) -> "Session":
        """The GraphQL form of a session."""
        return cls(
            access_token=session.access_token,
            access_token_expires_at=session.expires_at,
            scopes=list(session.scopes),
        )


@strawberry.type(description="Another account has this e-mail address.")
class EmailTaken(UserError): ...


@strawberry.type(description="The password breaks the rules listed.")
class WeakPassword(UserError):
    violations: list[str]


@strawberry.type(description="No account has this e-mail address and password.")
class InvalidCredentials(UserError): ...


@strawberry.type(description="The account may not be used for now.")
class AccountLocked(UserError): ...


@strawberry.input
class RegisterUserInput:
    email: EmailAddress
    password: str
    display_name: str
    idempotency_key: IdempotencyKey

    def to_domain(self) -> domain.Registration:
        """The registration as the domain knows it."""
        return domain.Registration(
            email=self.email,
            password=self.password,
            display_name=self.display_name,
            key=self.idempotency_key,
        )


@strawberry.input
class LoginInput:
    email: EmailAddress
    password: str


RegisterUserError: TypeAlias = Annotated[
    EmailTaken | WeakPassword | InvalidInput | IdempotencyKeyReused,
    strawberry.union("RegisterUserError"),
]
LoginError: TypeAlias = Annotated[
    InvalidCredentials | AccountLocked, strawberry.union("LoginError")
]


@strawberry.type
class RegisterUserPayload:
    user: User | None = None
    session: Session | None = None
    replayed: bool = strawberry.field(
        default=False, description="True when this key was seen before and nothing new was done."
    )
    errors: list[RegisterUserError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: domain.RegisterOutcome) -> "RegisterUserPayload":
        """The payload for each outcome."""
        match outcome:
            case domain.SignedIn():
                return cls(
                    user=User.from_domain(outcome.user),
                    session=Session.from_domain(outcome.session),
                    replayed=outcome.replayed,
                )
            case domain.EmailTaken():
                message = "An account with this e-mail address exists; log in instead."
                path = ["input", "email"]
                return cls(errors=[EmailTaken(code="EMAIL_TAKEN", message=message, path=path)])
            case domain.WeakPassword():
                message = "This password is too weak: " + " ".join(outcome.violations)
                path = ["input", "password"]
                error = WeakPassword(
                    code="WEAK_PASSWORD",
                    message=message,
                    path=path,
                    violations=list(outcome.violations),
                )
                return cls(errors=[error])
            case domain.InvalidValue():
                return cls(errors=[InvalidInput.at(outcome.message, outcome.field)])
            case domain.KeyReused():
                return cls(errors=[IdempotencyKeyReused.since(outcome.first_used_at)])
            case _:
                assert_never(outcome)


@strawberry.type
class LoginPayload:
    user: User | None = None
    session: Session | None = None
    errors: list[LoginError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: domain.LoginOutcome) -> "LoginPayload":
        """The payload for each outcome."""
        match outcome:
            case domain.SignedIn():
                return cls(
                    user=User.from_domain(outcome.user),
                    session=Session.from_domain(outcome.session),
                )
            case domain.InvalidCredentials():
                message = "E-mail address or password is wrong."
                error = InvalidCredentials(code="INVALID_CREDENTIALS", message=message, path=None)
                return cls(errors=[error])
            case domain.AccountLocked():
                message = "This account is locked; write to support."
                return cls(
                    errors=[AccountLocked(code="ACCOUNT_LOCKED", message=message, path=None)]
                )
            case _:
                assert_never(outcome)
