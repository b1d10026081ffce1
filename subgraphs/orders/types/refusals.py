"""Why something did not happen to an order, as typed errors."""

from typing import Annotated, TypeAlias, assert_never

import strawberry

from subgraphs.common.types import IdempotencyKeyReused, InvalidInput, Money, UserError
from subgraphs.orders.domain import change
from subgraphs.orders.domain.order import Order as DomainOrder
from subgraphs.orders.domain.order import Refusal, RejectionReason
from subgraphs.orders.domain.placement import InProgress
from subgraphs.orders.domain.state import OrderAction, OrderStatus
from subgraphs.orders.types.orders import Order
from subgraphs.orders.types.products import Product, ProductUnavailable


@strawberry.type(description="There are fewer pieces than were asked for.")
class InsufficientStock(UserError):
    product: Product | None
    requested: int
    available: int


@strawberry.type(description="The total is not the expected one; nothing was charged.")
class PriceChanged(UserError):
    expected: Money
    actual: Money


@strawberry.type(description="The payment provider said no; nothing was charged.")
class PaymentDeclined(UserError):
    retryable: bool = strawberry.field(
        description="True when `retryPayment` with another method may succeed."
    )


@strawberry.type(description="Placing took longer than the stock was held; nothing was charged.")
class PlacementTimedOut(UserError): ...


@strawberry.type(description="The cart was to be ordered, and nothing is in it.")
class EmptyCart(UserError):
    @classmethod
    def told(cls) -> "EmptyCart":
        """The error, and what to do."""
        message = "Your cart is empty; put something into it, or name `items`."
        return cls(code="EMPTY_CART", message=message, path=["input", "items"])


@strawberry.type(description="Not settled yet; ask again with the same key.")
class OrderInProgress(UserError):
    retry_after_ms: int
    order: Order | None

    @classmethod
    def from_domain(cls, outcome: InProgress) -> "OrderInProgress":
        """The error for an order that is under way."""
        return cls(
            code="ORDER_IN_PROGRESS",
            message="The order is not settled yet; ask again with the same key.",
            path=None,
            retry_after_ms=outcome.retry_after_ms,
            order=Order.from_domain(outcome.order),
        )


@strawberry.type(description="There is no such order, or it is somebody else's.")
class OrderNotFound(UserError):
    @classmethod
    def told(cls) -> "OrderNotFound":
        """The error; it does not tell which of the two it is."""
        message = "There is no such order."
        return cls(code="ORDER_NOT_FOUND", message=message, path=["input", "orderId"])


@strawberry.type(description="The order does not stand where this can be done.")
class IllegalTransition(UserError):
    from_: OrderStatus = strawberry.field(name="from")
    attempted: OrderAction

    @classmethod
    def from_domain(cls, outcome: change.Illegal) -> "IllegalTransition":
        """The error, with where the order stood when it was asked for."""
        doing = outcome.attempted.value.lower().replace("_", " ")
        return cls(
            code="ILLEGAL_TRANSITION",
            message=f"The order is {outcome.status.value}; {doing} is not possible.",
            path=["input", "orderId"],
            from_=outcome.status,
            attempted=outcome.attempted,
        )


@strawberry.type(description="More than was paid and is not given back yet.")
class RefundTooLarge(UserError):
    refundable: Money

    @classmethod
    def from_domain(cls, outcome: change.TooLarge) -> "RefundTooLarge":
        """The error, with what there was to give back when it was asked for."""
        left = outcome.refundable
        return cls(
            code="REFUND_TOO_LARGE",
            message=f"At most {left.amount} {left.currency} can be given back.",
            path=["input", "amount"],
            refundable=Money.from_domain(left),
        )


@strawberry.type(description="The payment provider refused to give the money back.")
class RefundRefused(UserError):
    @classmethod
    def told(cls) -> "RefundRefused":
        """The error, and what to do."""
        message = "The payment provider refused the refund; settle it with the buyer directly."
        return cls(code="REFUND_REFUSED", message=message, path=None)


PlaceOrderError: TypeAlias = Annotated[
    InsufficientStock
    | ProductUnavailable
    | PriceChanged
    | PaymentDeclined
    | PlacementTimedOut
    | EmptyCart
    | InvalidInput
    | IdempotencyKeyReused
    | OrderInProgress
    | OrderNotFound
    | IllegalTransition,
    strawberry.union("PlaceOrderError"),
]


def refusal_of(order: DomainOrder, refusal: Refusal) -> PlaceOrderError:
    """The typed error of a rejected order, the same for the first answer and every retry."""
    match refusal.reason:
        case RejectionReason.OUT_OF_STOCK:
            return _insufficient_stock(refusal)
        case RejectionReason.PRODUCT_UNAVAILABLE:
            return ProductUnavailable.named(refusal.product_id or "", "items")
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
