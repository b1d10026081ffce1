"""Placing an order: the input, the typed errors, and the payload."""

from decimal import Decimal
from typing import Annotated, TypeAlias, assert_never

import strawberry

from subgraphs.common import money
from subgraphs.common.errors import BadUserInput
from subgraphs.common.scalars import CurrencyCode, IdempotencyKey
from subgraphs.common.types import IdempotencyKeyReused, InvalidInput, Money, UserError
from subgraphs.orders.domain import placement as domain
from subgraphs.orders.domain.order import (
    Address,
    BuyerId,
    Refusal,
    RejectionReason,
    RequestedLine,
)
from subgraphs.orders.domain.order import Order as DomainOrder
from subgraphs.orders.types.orders import Order
from subgraphs.orders.types.parts import Product


@strawberry.input
class OrderItemInput:
    product_id: strawberry.ID
    quantity: int = strawberry.field(description="1 to 100 pieces.")


@strawberry.input
class ShippingAddressInput:
    name: str
    line1: str
    line2: str | None = None
    city: str
    region: str | None = None
    postal_code: str
    country_code: str = strawberry.field(description="Two capital letters (ISO 3166), as DE.")

    def to_domain(self) -> Address:
        """The address as the domain knows it."""
        return Address(**{name: getattr(self, name) for name in Address.__slots__})


@strawberry.input
class MoneyInput:
    amount: Decimal
    currency: CurrencyCode

    def to_domain(self) -> money.Money:
        """The money as the domain knows it; BAD_USER_INPUT when the shop cannot sell in it."""
        if self.currency != money.CURRENCY:
            raise BadUserInput(f"The shop sells in {money.CURRENCY}, not in {self.currency}.")
        try:
            return money.Money(amount=self.amount)
        except ValueError as error:
            raise BadUserInput(f"{error}; use at most two decimal places.") from None


@strawberry.input
class PlaceOrderInput:
    idempotency_key: IdempotencyKey
    items: list[OrderItemInput] = strawberry.field(
        description="1 to 50 different products with their quantities."
    )
    shipping_address: ShippingAddressInput
    payment_method_token: str = strawberry.field(
        description="From the payment provider; card numbers never come here."
    )
    expected_total: MoneyInput | None = strawberry.field(
        default=None,
        description="The total the buyer saw. A different one gives PriceChanged and no charge.",
    )
    note: str | None = None

    def to_domain(self, buyer_id: str) -> domain.Placement:
        """The placement as the domain knows it."""
        expected = self.expected_total
        return domain.Placement(
            buyer_id=BuyerId(buyer_id),
            key=self.idempotency_key,
            lines=tuple(
                RequestedLine(product_id=str(item.product_id), quantity=item.quantity)
                for item in self.items
            ),
            shipping_address=self.shipping_address.to_domain(),
            payment_token=self.payment_method_token,
            expected_total=expected.to_domain() if expected else None,
            note=self.note,
        )


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


@strawberry.type
class PlaceOrderPayload:
    order: Order | None = None
    replayed: bool = strawberry.field(
        default=False, description="True when this key was seen before and nothing new was done."
    )
    errors: list[PlaceOrderError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: domain.PlaceOutcome) -> "PlaceOrderPayload":
        """The payload for each outcome."""
        match outcome:
            case domain.Placed():
                errors = [] if outcome.order.refusal is None else [_refused(outcome.order)]
                order = Order.from_domain(outcome.order)
                return cls(order=order, replayed=outcome.replayed, errors=errors)
            case domain.InProgress():
                order = Order.from_domain(outcome.order)
                error = OrderInProgress(
                    code="ORDER_IN_PROGRESS",
                    message="The order is not settled yet; ask again with the same key.",
                    path=None,
                    retry_after_ms=outcome.retry_after_ms,
                    order=order,
                )
                return cls(order=order, replayed=outcome.replayed, errors=[error])
            case domain.KeyReused():
                return cls(errors=[IdempotencyKeyReused.since(outcome.first_used_at)])
            case domain.InvalidValue():
                return cls(errors=[InvalidInput.at(outcome.message, *outcome.path)])
            case _:
                assert_never(outcome)


def _refused(order: DomainOrder) -> PlaceOrderError:
    """The typed error of a rejected order, the same for the first answer and every retry."""
    refusal = order.refusal
    if refusal is None:
        raise ValueError(f"{order.id} was not refused")
    match refusal.reason:
        case RejectionReason.OUT_OF_STOCK:
            return _insufficient_stock(refusal)
        case RejectionReason.PRODUCT_UNAVAILABLE:
            return ProductUnavailable(
                code="PRODUCT_UNAVAILABLE",
                message="This product does not exist or is not for sale; remove it.",
                path=["input", "items"],
                product_id=strawberry.ID(refusal.product_id or ""),
            )
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
