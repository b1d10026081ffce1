"""Registering, logging in and out: inputs and payloads."""

from typing import Annotated, TypeAlias, assert_never

import strawberry

from subgraphs.common.scalars import EmailAddress, IdempotencyKey
from subgraphs.common.types import IdempotencyKeyReused, InvalidInput
from subgraphs.users.domain import outcomes
from subgraphs.users.domain.registration import Registration
from subgraphs.users.types.errors import (
    AccountLocked,
    EmailTaken,
    InvalidCredentials,
    SessionNotFound,
    WeakPassword,
    invalid,
)
from subgraphs.users.types.people import User
from subgraphs.users.types.sessions import Session


@strawberry.input
class RegisterUserInput:
    email: EmailAddress
    password: str
    display_name: str
    idempotency_key: IdempotencyKey

    def to_domain(self) -> Registration:
        """The registration as the domain knows it."""
        return Registration(
            email=self.email,
            password=self.password,
            display_name=self.display_name,
            key=self.idempotency_key,
        )


@strawberry.input
class LoginInput:
    email: EmailAddress
    password: str
    device_name: str | None = strawberry.field(
        default=None, description="What the owner will know this device by, as “Ada's phone”."
    )


@strawberry.input
class RefreshSessionInput:
    refresh_token: str


@strawberry.input
class LogoutInput:
    everywhere: bool = strawberry.field(
        default=False, description="On every device, instead of on this one."
    )


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
    def from_domain(cls, outcome: outcomes.RegisterOutcome) -> "RegisterUserPayload":
        """The payload for each outcome."""
        match outcome:
            case outcomes.SignedIn():
                return cls(
                    user=User.from_domain(outcome.user),
                    session=Session.from_domain(outcome.session),
                    replayed=outcome.replayed,
                )
            case outcomes.EmailTaken():
                return cls(errors=[EmailTaken.now()])
            case outcomes.WeakPassword():
                return cls(errors=[WeakPassword.at("password", outcome)])
            case outcomes.InvalidValue():
                return cls(errors=[invalid(outcome)])
            case outcomes.KeyReused():
                return cls(errors=[IdempotencyKeyReused.since(outcome.first_used_at)])
            case _:
                assert_never(outcome)


@strawberry.type
class LoginPayload:
    user: User | None = None
    session: Session | None = None
    errors: list[LoginError] = strawberry.field(default_factory=list)

    @classmethod
    def from_login(cls, outcome: outcomes.LoginOutcome) -> "LoginPayload":
        """The payload of a login."""
        return cls._from(outcome, InvalidCredentials.at("E-mail address or password is wrong."))

    @classmethod
    def from_refresh(cls, outcome: outcomes.LoginOutcome) -> "LoginPayload":
        """The payload of a refresh."""
        message = "This refresh token is not valid any more; log in again."
        return cls._from(outcome, InvalidCredentials.at(message, "refreshToken"))

    @classmethod
    def _from(cls, outcome: outcomes.LoginOutcome, wrong: InvalidCredentials) -> "LoginPayload":
        match outcome:
            case outcomes.SignedIn():
                return cls(
                    user=User.from_domain(outcome.user),
                    session=Session.from_domain(outcome.session),
                )
            case outcomes.InvalidCredentials():
                return cls(errors=[wrong])
            case outcomes.AccountLocked():
                return cls(errors=[AccountLocked.from_domain(outcome)])
            case _:
                assert_never(outcome)


@strawberry.type
class LogoutPayload:
    errors: list[InvalidInput] = strawberry.field(default_factory=list)


RevokeSessionError: TypeAlias = Annotated[SessionNotFound, strawberry.union("RevokeSessionError")]


@strawberry.type
class RevokeSessionPayload:
    revoked_session_id: strawberry.ID | None = None
    errors: list[RevokeSessionError] = strawberry.field(default_factory=list)
