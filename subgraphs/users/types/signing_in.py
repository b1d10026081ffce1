"""Registering and logging in: inputs, typed errors, payloads."""

from datetime import datetime
from typing import Annotated, TypeAlias, assert_never

import strawberry

from subgraphs.common.scalars import EmailAddress, IdempotencyKey
from subgraphs.common.types import IdempotencyKeyReused, InvalidInput, UserError
from subgraphs.users import domain
from subgraphs.users.types.people import User


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
class EmailTaken(UserError):
    @classmethod
    def now(cls) -> "EmailTaken":
        """The error for an address that has an account."""
        message = "An account with this e-mail address exists; log in instead."
        return cls(code="EMAIL_TAKEN", message=message, path=["input", "email"])


@strawberry.type(description="The password breaks the rules listed.")
class WeakPassword(UserError):
    violations: list[str]

    @classmethod
    def from_domain(cls, refusal: domain.WeakPassword) -> "WeakPassword":
        """The error with each broken rule."""
        return cls(
            code="WEAK_PASSWORD",
            message="This password is too weak: " + " ".join(refusal.violations),
            path=["input", "password"],
            violations=list(refusal.violations),
        )


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
                return cls(errors=[EmailTaken.now()])
            case domain.WeakPassword():
                return cls(errors=[WeakPassword.from_domain(outcome)])
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
