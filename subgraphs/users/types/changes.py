"""Changes of an account: inputs and payloads."""

from typing import Annotated, TypeAlias, assert_never

import strawberry

from subgraphs.common.scalars import EmailAddress
from subgraphs.common.types import IdempotencyKeyReused, InvalidInput
from subgraphs.users.domain import outcomes
from subgraphs.users.domain import people as domain
from subgraphs.users.domain.addresses import SavedAddress
from subgraphs.users.types.addresses import Address
from subgraphs.users.types.errors import (
    AddressNotFound,
    EmailTaken,
    InvalidCredentials,
    OpenOrdersExist,
    UserNotFound,
    WeakPassword,
    invalid,
)
from subgraphs.users.types.people import User


@strawberry.input(description="What is left out, or null, stays as it is.")
class UpdateProfileInput:
    display_name: str | None = None
    email: EmailAddress | None = None


@strawberry.input
class ChangePasswordInput:
    current_password: str
    new_password: str


UpdateProfileError: TypeAlias = Annotated[
    EmailTaken | InvalidInput, strawberry.union("UpdateProfileError")
]
ChangePasswordError: TypeAlias = Annotated[
    InvalidCredentials | WeakPassword, strawberry.union("ChangePasswordError")
]
ChangeAddressError: TypeAlias = Annotated[
    AddressNotFound | InvalidInput, strawberry.union("ChangeAddressError")
]
AssignRoleError: TypeAlias = Annotated[
    UserNotFound | InvalidInput, strawberry.union("AssignRoleError")
]
DeleteUserError: TypeAlias = Annotated[
    UserNotFound | OpenOrdersExist | IdempotencyKeyReused, strawberry.union("DeleteUserError")
]


@strawberry.type
class UpdateProfilePayload:
    user: User | None = None
    errors: list[UpdateProfileError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: outcomes.ProfileOutcome) -> "UpdateProfilePayload":
        """The payload for each outcome."""
        match outcome:
            case domain.User():
                return cls(user=User.from_domain(outcome))
            case outcomes.EmailTaken():
                return cls(errors=[EmailTaken.now()])
            case outcomes.InvalidValue():
                return cls(errors=[invalid(outcome)])
            case _:
                assert_never(outcome)


@strawberry.type
class ChangePasswordPayload:
    user: User | None = None
    errors: list[ChangePasswordError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: outcomes.PasswordOutcome) -> "ChangePasswordPayload":
        """The payload for each outcome."""
        match outcome:
            case domain.User():
                return cls(user=User.from_domain(outcome))
            case outcomes.InvalidCredentials():
                message = "This is not your current password."
                return cls(errors=[InvalidCredentials.at(message, "currentPassword")])
            case outcomes.WeakPassword():
                return cls(errors=[WeakPassword.at("newPassword", outcome)])
            case _:
                assert_never(outcome)


@strawberry.type
class AddAddressPayload:
    address: Address | None = None
    errors: list[InvalidInput] = strawberry.field(default_factory=list)


@strawberry.type
class ChangeAddressPayload:
    address: Address | None = None
    errors: list[ChangeAddressError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: outcomes.AddressOutcome) -> "ChangeAddressPayload":
        """The payload for each outcome."""
        match outcome:
            case SavedAddress():
                return cls(address=Address.from_domain(outcome))
            case outcomes.AddressNotFound():
                return cls(errors=[AddressNotFound.now()])
            case outcomes.InvalidValue():
                return cls(errors=[invalid(outcome)])
            case _:
                assert_never(outcome)


@strawberry.type
class RemoveAddressPayload:
    removed_address_id: strawberry.ID | None = None
    errors: list[AddressNotFound] = strawberry.field(default_factory=list)


@strawberry.type
class AssignRolePayload:
    user: User | None = None
    errors: list[AssignRoleError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: outcomes.RoleOutcome) -> "AssignRolePayload":
        """The payload for each outcome."""
        match outcome:
            case domain.User():
                return cls(user=User.from_domain(outcome))
            case outcomes.UserNotFound():
                return cls(errors=[UserNotFound.now()])
            case outcomes.InvalidValue():
                error = InvalidInput(
                    code="INVALID_INPUT", message=outcome.message, path=[outcome.field]
                )
                return cls(errors=[error])
            case _:
                assert_never(outcome)


@strawberry.type
class DeleteUserPayload:
    deleted_user_id: strawberry.ID | None = None
    replayed: bool = strawberry.field(
        default=False, description="True when this key was seen before and nothing new was done."
    )
    errors: list[DeleteUserError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: outcomes.DeletionOutcome) -> "DeleteUserPayload":
        """The payload for each outcome."""
        match outcome:
            case outcomes.Deleted():
                id = strawberry.ID(outcome.user_id)
                return cls(deleted_user_id=id, replayed=outcome.replayed)
            case outcomes.UserNotFound():
                return cls(errors=[UserNotFound.now()])
            case outcomes.OpenOrders():
                error = OpenOrdersExist.from_domain(outcome)
                return cls(replayed=outcome.replayed, errors=[error])
            case outcomes.KeyReused():
                return cls(errors=[IdempotencyKeyReused.since(outcome.first_used_at)])
            case _:
                assert_never(outcome)
