"""Why a mutation of an account was not done, each a type a client can branch on."""

from datetime import datetime

import strawberry

from subgraphs.common.types import InvalidInput, UserError
from subgraphs.users.domain import outcomes


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
    def at(cls, field: str, refusal: outcomes.WeakPassword) -> "WeakPassword":
        """The error for the password in *field*, with each broken rule."""
        return cls(
            code="WEAK_PASSWORD",
            message="This password is too weak: " + " ".join(refusal.violations),
            path=["input", field],
            violations=list(refusal.violations),
        )


@strawberry.type(
    description="What was sent proves nothing: no account has this e-mail address and password, or "
    "the refresh token is not valid any more."
)
class InvalidCredentials(UserError):
    @classmethod
    def at(cls, message: str, *path: str) -> "InvalidCredentials":
        """The error for what was sent at *path* below `input`; none when it is not told."""
        where = ["input", *path] if path else None
        return cls(code="INVALID_CREDENTIALS", message=message, path=where)


@strawberry.type(
    description="The account may not be used for now: too many wrong passwords, or support has "
    "locked it."
)
class AccountLocked(UserError):
    retry_after: datetime | None = strawberry.field(
        description="When to try again; null when support has to unlock it."
    )

    @classmethod
    def from_domain(cls, refusal: outcomes.AccountLocked) -> "AccountLocked":
        """The error with when it ends, if it ends by itself."""
        ends = refusal.retry_after
        message = "Too many wrong passwords; wait, then try again."
        if ends is None:
            message = "This account is locked; write to support."
        return cls(code="ACCOUNT_LOCKED", message=message, path=None, retry_after=ends)


@strawberry.type(description="No account has this id, or the viewer may do nothing to it.")
class UserNotFound(UserError):
    @classmethod
    def now(cls) -> "UserNotFound":
        """The error for an id nobody has."""
        message = "There is no account with this id."
        return cls(code="USER_NOT_FOUND", message=message, path=["userId"])


@strawberry.type(description="The viewer has no address with this id.")
class AddressNotFound(UserError):
    @classmethod
    def now(cls) -> "AddressNotFound":
        """The error for an id none of the viewer's addresses has."""
        message = "There is no such address in your address book."
        return cls(code="ADDRESS_NOT_FOUND", message=message, path=["addressId"])


@strawberry.type(description="The viewer has no session with this id.")
class SessionNotFound(UserError):
    @classmethod
    def now(cls) -> "SessionNotFound":
        """The error for an id none of the viewer's sessions has."""
        message = "There is no such session, or it has ended."
        return cls(code="SESSION_NOT_FOUND", message=message, path=["sessionId"])


@strawberry.type(
    description="Orders that are not delivered, cancelled or rejected keep the account. Delete it "
    "again, with a new key, when they are."
)
class OpenOrdersExist(UserError):
    open_orders: int

    @classmethod
    def from_domain(cls, refusal: outcomes.OpenOrders) -> "OpenOrdersExist":
        """The error with how many there are."""
        return cls(
            code="OPEN_ORDERS_EXIST",
            message=f"Open orders: {refusal.count}. Have them delivered, or cancel them.",
            path=["userId"],
            open_orders=refusal.count,
        )


def invalid(refusal: outcomes.InvalidValue) -> InvalidInput:
    """The error for one value."""
    return InvalidInput.at(refusal.message, *([refusal.field] if refusal.field else []))
