"""Payment: what a provider must be able to do."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from subgraphs.common.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Handle:
    """One payment: our key, and the provider's own name for it once we were told."""

    key: str
    amount: Money
    reference: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorized:
    """The provider holds the amount for us, under a name of its own."""

    reference: str
    method_label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Declined:
    """A definite no; *retryable* when the same buyer may succeed another way."""

    failure_code: str
    retryable: bool


AuthorizeAnswer: TypeAlias = Authorized | Declined


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What a provider's books say of one payment, amounts as far as they took effect."""

    key: str
    authorized: Money
    captured: Money
    refunded: Money
    is_voided: bool
    # How much was given back under which key.
    refunds: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A provider's word that something happened to a payment. It is a reason to ask, no proof."""

    id: str
    key: str


class Payments(Protocol):
    """Each call carries a key of ours, and is repeatable.

    Unavailable means that nobody knows whether it took effect.
    """

    async def authorize(self, key: str, amount: Money, token: str) -> AuthorizeAnswer:
        """Hold *amount* on the payment method, once per key."""

    async def capture(self, payment: Handle) -> bool:
        """Charge what is held; False when it is not held any more."""

    async def void(self, payment: Handle) -> None:
        """Let go of what is or may be held; a later authorize with that key is refused."""

    async def refund(self, payment: Handle, refund_key: str, amount: Money) -> bool:
        """Give *amount* of what was charged back, once per *refund_key*; False is a definite no."""

    async def look_up(self, key: str) -> Account | None:
        """What the books say; None when the key never came."""

    def accounts(self) -> AsyncIterator[Account]:
        """All the books of this shop, one payment after the other."""

    def notice(self, body: bytes, signature: str) -> Notice | None:
        """A webhook whose signature holds; None when it is about nothing of ours.

        Raises Forbidden when the signature does not hold.
        """
