"""Why an order was not placed, as typed errors."""

from typing import Annotated, TypeAlias, assert_never

import strawberry

from subgraphs.common.types import IdempotencyKeyReused, InvalidInput, Money, UserError
from subgraphs.orders.domain.order import Order as DomainOrder
from subgraphs.orders.domain.order import Refusal, RejectionReason
from subgraphs.orders.types.orders import Order
from subgraphs.orders.types.parts import Product


@strawberry.type(description="There are fewer pieces than were asked for.")
class InsufficientStock(UserError):
    product: Product | None
    requested: int
    available: int


@strawberry.type(description="The product does not exist or is not for sale.")
class ProductUnavailable(UserError):
    product_id: strawberry.ID


@strawberry.type(description="The total is not the expected one; nothing was charged.")
class PriceChanged(UserError):
    expected: Money
    actual: Money


@strawberry.type(description="The payment provider said no; nothing was charged.")
class PaymentDeclined(UserError):
    retryable: bool = strawberry.field(
        description="True when another try with a new key or another method may succeed."
    )


@strawberry.type(description="Placing took longer than the stock was held; nothing was charged.")
class PlacementTimedOut(UserError): ...


@strawberry.type(description="Not settled yet; ask again with the same key.")
class OrderInProgress(UserError):
    retry_after_ms: int
    order: Order | None


PlaceOrderError: TypeAlias = Annotated[
    InsufficientStock
    | ProductUnavailable
    | PriceChanged
    | PaymentDeclined
    | PlacementTimedOut
    | InvalidInput
    | IdempotencyKeyReused
    | OrderInProgress,
    strawberry.union("PlaceOrderError"),
]


def refusal_of(order: DomainOrder) -> PlaceOrderError:
    """The typed error of a rejected order, the same for the first answer and every retry."""
    refusal = order.refusal
    if refusal is None:
        raise ValueError(f"{order.id} was not refused")
    match refusal.reason:
        case RejectionReason.OUT_OF_STOCK:
            return _insufficient_stock(refusal)
        case RejectionReason.PRODUCT_UNAVAILABLE:
            return _product_unavailable(refusal)
        case RejectionReason.PRICE_CHANGED:
            return _price_changed(order, refusal)
        case RejectionReason.PAYMENT_DECLINED:
            return PaymentDeclined(
                code="PAYMENT_DECLINED",
                message="The payment was declined and nothing was charged; try another method.",
                path=["input", "paymentMethodToken"],
                retryable=refusal.retryable,
            )
        case RejectionReason.TIMED_OUT:
            return PlacementTimedOut(
                code="PLACEMENT_TIMED_OUT",
                message="Placing took too long and nothing was charged; order again.",
                path=None,
            )
        case _:
            assert_never(refusal.reason)


def _product_unavailable(refusal: Refusal) -> ProductUnavailable:
    return ProductUnavailable(
        code="PRODUCT_UNAVAILABLE",
        message="This product does not exist or is not for sale; remove it.",
        path=["input", "items"],
        product_id=strawberry.ID(refusal.product_id or ""),
    )


def _insufficient_stock(refusal: Refusal) -> InsufficientStock:
    available = refusal.available or 0
    return InsufficientStock(
        code="INSUFFICIENT_STOCK",
        message=f"Only {available} left; {refusal.requested} were asked for.",
        path=["input", "items"],
        product=Product(id=strawberry.ID(refusal.product_id or "")),
        requested=refusal.requested or 0,
        available=available,
    )


def _price_changed(order: DomainOrder, refusal: Refusal) -> PriceChanged:
    if order.expected_total is None or refusal.actual is None:
        raise ValueError(f"{order.id} has no prices to compare")
    return PriceChanged(
        code="PRICE_CHANGED",
        message=f"The total is now {refusal.actual.amount} {refusal.actual.currency}; "
        "nothing was charged.",
        path=["input", "expectedTotal"],
        expected=Money.from_domain(order.expected_total),
        actual=Money.from_domain(refusal.actual),
    )
