"""GraphQL types that mean the same in every subgraph, to the letter: composition checks it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import strawberry

from subgraphs.common import money
from subgraphs.common.scalars import CurrencyCode


@strawberry.interface(
    description="Any object with a globally unique, prefixed id (usr_, prd_, cat_, ord_)."
)
class Node:
    id: strawberry.ID


@strawberry.interface(description="Every business error a mutation can return.")
class UserError:
    code: str = strawberry.field(description="Stable machine code, for instance EMAIL_TAKEN.")
    message: str = strawberry.field(description="Safe to show to a person.")
    path: list[str] | None = strawberry.field(
        description='Path into the input, for instance ["input", "email"].'
    )


@strawberry.federation.type(shareable=True, description="A value the rules refuse.")
class InvalidInput(UserError):
    """Built from a domain's refusal of one input value."""

    @classmethod
    def at(cls, message: str, *path: str) -> "InvalidInput":
        """The error for the value at *path* below `input`."""
        return cls(code="INVALID_INPUT", message=message, path=["input", *path])


@strawberry.federation.type(
    shareable=True, description="The key was used before, for something else. Make a new key."
)
class IdempotencyKeyReused(UserError):
    first_used_at: datetime

    @classmethod
    def since(cls, first_used_at: datetime) -> "IdempotencyKeyReused":
        """The error for a key that first came with another input."""
        return cls(
            code="IDEMPOTENCY_KEY_REUSED",
            message="This idempotency key was already used with another input; make a new key.",
            path=["input", "idempotencyKey"],
            first_used_at=first_used_at,
        )


@strawberry.federation.type(shareable=True)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None

    @classmethod
    def of(cls, cursors: Sequence[str], *, has_next: bool, has_previous: bool) -> "PageInfo":
        """The info of a page whose edges have these *cursors*, in order."""
        return cls(
            has_next_page=has_next,
            has_previous_page=has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )


@strawberry.federation.type(shareable=True)
class Money:
    amount: Decimal = strawberry.field(description="Exact decimal string; never a float.")
    currency: CurrencyCode

    @classmethod
    def from_domain(cls, amount: money.Money) -> "Money":
        """The GraphQL form of a domain amount."""
        return cls(amount=amount.amount, currency=CurrencyCode(amount.currency))
