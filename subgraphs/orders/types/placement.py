"""Placing an order: the input and the payload."""

from decimal import Decimal
from typing import assert_never

import strawberry

from subgraphs.common import money
from subgraphs.common.errors import BadUserInput
from subgraphs.common.postal import Address
from subgraphs.common.scalars import CurrencyCode, IdempotencyKey
from subgraphs.common.types import IdempotencyKeyReused, InvalidInput
from subgraphs.orders.domain import change
from subgraphs.orders.domain import placement as domain
from subgraphs.orders.domain.order import BuyerId, Refusal, RequestedLine
from subgraphs.orders.domain.order import Order as DomainOrder
from subgraphs.orders.types.orders import Order
from subgraphs.orders.types.refusals import (
    EmptyCart,
    IllegalTransition,
    OrderInProgress,
    OrderNotFound,
    PlaceOrderError,
    refusal_of,
)


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
    items: list[OrderItemInput] | None = strawberry.field(
        default=None,
        description="1 to 50 different products with their quantities. Omit to order the "
        "viewer's cart, which is emptied when the order is confirmed.",
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
            lines=None
            if self.items is None
            else tuple(
                RequestedLine(product_id=str(item.product_id), quantity=item.quantity)
                for item in self.items
            ),
            shipping_address=self.shipping_address.to_domain(),
            payment_token=self.payment_method_token,
            expected_total=expected.to_domain() if expected else None,
            note=self.note,
        )


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
                return cls._settled(outcome.order, outcome.refusal, replayed=outcome.replayed)
            case domain.EmptyCart():
                return cls(errors=[EmptyCart.told()])
            case domain.InProgress():
                error = OrderInProgress.from_domain(outcome)
                return cls(order=error.order, replayed=outcome.replayed, errors=[error])
            case domain.KeyReused():
                return cls(errors=[IdempotencyKeyReused.since(outcome.first_used_at)])
            case domain.InvalidValue():
                return cls(errors=[InvalidInput.at(outcome.message, *outcome.path)])
            case _:
                assert_never(outcome)

    @classmethod
    def from_retry(cls, outcome: change.ChangeOutcome) -> "PlaceOrderPayload":
        """The payload for each outcome of another try to pay."""
        match outcome:
            case change.Changed():
                return cls._settled(outcome.order, outcome.refusal, replayed=outcome.replayed)
            case change.NotFound():
                return cls(errors=[OrderNotFound.told()])
            case change.Illegal():
                error = IllegalTransition.from_domain(outcome)
                order = Order.from_domain(outcome.order)
                return cls(order=order, replayed=outcome.replayed, errors=[error])
            case change.TooLarge():
                raise TypeError("a try to pay gives nothing back")
            case _:
                return cls.from_domain(outcome)

    @classmethod
    def _settled(
        cls, order: DomainOrder, refusal: Refusal | None, *, replayed: bool
    ) -> "PlaceOrderPayload":
        errors = [] if refusal is None else [refusal_of(order, refusal)]
        return cls(order=Order.from_domain(order), replayed=replayed, errors=errors)


@strawberry.input
class RetryPaymentInput:
    order_id: strawberry.ID
    payment_method_token: str = strawberry.field(
        description="From the payment provider; card numbers never come here."
    )
    idempotency_key: IdempotencyKey

    def to_domain(self, buyer_id: str) -> change.RetryPayment:
        """The change as the domain knows it."""
        return change.RetryPayment(
            actor=buyer_id,
            buyer_id=BuyerId(buyer_id),
            order_id=self.order_id,
            key=self.idempotency_key,
            payment_token=self.payment_method_token,
        )
