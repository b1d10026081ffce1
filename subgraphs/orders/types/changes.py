"""Changing an order that exists: inputs and payloads."""

from typing import Annotated, TypeAlias, assert_never

import strawberry

from subgraphs.common.scalars import IdempotencyKey
from subgraphs.common.types import IdempotencyKeyReused, InvalidInput
from subgraphs.orders.domain import change as domain
from subgraphs.orders.domain.order import BuyerId, CancelReason, RefundStatus
from subgraphs.orders.domain.placement import InProgress, InvalidValue, KeyReused
from subgraphs.orders.types.orders import Order
from subgraphs.orders.types.parts import Refund
from subgraphs.orders.types.placement import MoneyInput
from subgraphs.orders.types.refusals import (
    IllegalTransition,
    OrderInProgress,
    OrderNotFound,
    PaymentDeclined,
    RefundRefused,
    RefundTooLarge,
)


@strawberry.input
class CancelOrderInput:
    order_id: strawberry.ID
    reason: CancelReason
    note: str | None = None
    idempotency_key: IdempotencyKey

    def to_domain(self, buyer_id: str) -> domain.Cancel:
        """The change as the domain knows it."""
        return domain.Cancel(
            actor=buyer_id,
            buyer_id=BuyerId(buyer_id),
            order_id=self.order_id,
            key=self.idempotency_key,
            note=self.note,
            reason=self.reason,
        )


@strawberry.input
class ShipOrderInput:
    order_id: strawberry.ID
    carrier: str
    tracking_number: str | None = None
    idempotency_key: IdempotencyKey

    def to_domain(self, actor: str) -> domain.Ship:
        """The change as the domain knows it."""
        return domain.Ship(
            actor=actor,
            buyer_id=None,
            order_id=self.order_id,
            key=self.idempotency_key,
            carrier=self.carrier,
            tracking_number=self.tracking_number,
        )


@strawberry.input
class RefundOrderInput:
    order_id: strawberry.ID
    amount: MoneyInput | None = strawberry.field(
        default=None, description="Omit to give back all that is left."
    )
    reason: str | None = None
    idempotency_key: IdempotencyKey

    def to_domain(self, actor: str) -> domain.RefundMoney:
        """The change as the domain knows it."""
        return domain.RefundMoney(
            actor=actor,
            buyer_id=None,
            order_id=self.order_id,
            key=self.idempotency_key,
            note=self.reason,
            amount=self.amount.to_domain() if self.amount else None,
        )


CancelOrderError: TypeAlias = Annotated[
    OrderNotFound | IllegalTransition | IdempotencyKeyReused | OrderInProgress | InvalidInput,
    strawberry.union("CancelOrderError"),
]
OrderTransitionError: TypeAlias = Annotated[
    OrderNotFound
    | IllegalTransition
    | PaymentDeclined
    | IdempotencyKeyReused
    | OrderInProgress
    | InvalidInput,
    strawberry.union("OrderTransitionError"),
]
RefundOrderError: TypeAlias = Annotated[
    OrderNotFound
    | IllegalTransition
    | RefundTooLarge
    | RefundRefused
    | IdempotencyKeyReused
    | OrderInProgress
    | InvalidInput,
    strawberry.union("RefundOrderError"),
]
# What can go wrong with every change.
_Common: TypeAlias = (
    OrderNotFound | IllegalTransition | IdempotencyKeyReused | OrderInProgress | InvalidInput
)


@strawberry.type
class CancelOrderPayload:
    order: Order | None = None
    replayed: bool = False
    errors: list[CancelOrderError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: domain.ChangeOutcome) -> "CancelOrderPayload":
        """The payload for each outcome."""
        order, replayed = _order(outcome)
        if isinstance(outcome, domain.Changed):
            return cls(order=order, replayed=replayed)
        return cls(order=order, replayed=replayed, errors=[_error(outcome)])


@strawberry.type
class OrderTransitionPayload:
    order: Order | None = None
    replayed: bool = False
    errors: list[OrderTransitionError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: domain.ChangeOutcome) -> "OrderTransitionPayload":
        """The payload for each outcome."""
        order, replayed = _order(outcome)
        if not isinstance(outcome, domain.Changed):
            return cls(order=order, replayed=replayed, errors=[_error(outcome)])
        if outcome.order.cancel_reason is CancelReason.PAYMENT_LAPSED:
            return cls(order=order, replayed=replayed, errors=[_lapsed()])
        return cls(order=order, replayed=replayed)


@strawberry.type
class RefundOrderPayload:
    order: Order | None = None
    refund: Refund | None = None
    replayed: bool = False
    errors: list[RefundOrderError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: domain.ChangeOutcome) -> "RefundOrderPayload":
        """The payload for each outcome."""
        order, replayed = _order(outcome)
        if isinstance(outcome, domain.TooLarge):
            error = RefundTooLarge.from_domain(outcome)
            return cls(order=order, replayed=replayed, errors=[error])
        if not isinstance(outcome, domain.Changed):
            return cls(order=order, replayed=replayed, errors=[_error(outcome)])
        refund = None if outcome.refund is None else Refund.from_domain(outcome.refund)
        is_refused = refund is not None and refund.status is RefundStatus.REFUSED
        errors: list[RefundOrderError] = [RefundRefused.told()] if is_refused else []
        return cls(order=order, refund=refund, replayed=replayed, errors=errors)


def _order(outcome: domain.ChangeOutcome) -> tuple[Order | None, bool]:
    """The order an outcome is about, and whether the key was seen before."""
    if isinstance(outcome, domain.NotFound | KeyReused | InvalidValue):
        return None, False
    return Order.from_domain(outcome.order), outcome.replayed


def _error(
    outcome: domain.NotFound
    | domain.Illegal
    | domain.TooLarge
    | InProgress
    | KeyReused
    | InvalidValue,
) -> _Common:
    match outcome:
        case domain.NotFound():
            return OrderNotFound.told()
        case domain.Illegal():
            return IllegalTransition.from_domain(outcome)
        case InProgress():
            return OrderInProgress.from_domain(outcome)
        case KeyReused():
            return IdempotencyKeyReused.since(outcome.first_used_at)
        case InvalidValue():
            return InvalidInput.at(outcome.message, *outcome.path)
        case domain.TooLarge():
            raise TypeError("only a refund can be too large")
        case _:
            assert_never(outcome)


def _lapsed() -> PaymentDeclined:
    return PaymentDeclined(
        code="PAYMENT_LAPSED",
        message="The money is not held any more; the order is cancelled, do not send it.",
        path=["input", "orderId"],
        retryable=False,
    )
