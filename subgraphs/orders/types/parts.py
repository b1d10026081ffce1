"""What an order is made of: items, payment, address."""

from datetime import datetime

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from subgraphs.common.types import Money
from subgraphs.orders.domain import order as domain

strawberry.enum(domain.OrderStatus, description="Where an order stands.")
strawberry.enum(domain.RejectionReason, description="Why an order was not placed.")
strawberry.enum(domain.PaymentStatus, description="Where the money stands.")


@strawberry.federation.type(keys=[Key(fields=FieldSet("id"), resolvable=False)])
class Product:
    id: strawberry.ID


@strawberry.type(description="What was bought, as it was then.")
class OrderItem:
    id: strawberry.ID
    product: Product | None = strawberry.field(
        description="Today's product; null once it is gone. The other fields are what was bought."
    )
    sku: strawberry.ID
    product_name: str
    quantity: int
    unit_price: Money
    line_total: Money

    @classmethod
    def from_domain(cls, item: domain.OrderItem) -> "OrderItem":
        """The GraphQL form of an item."""
        line = item.line
        return cls(
            id=strawberry.ID(item.id),
            product=Product(id=strawberry.ID(line.product_id)),
            sku=strawberry.ID(line.sku),
            product_name=line.name,
            quantity=line.quantity,
            unit_price=Money.from_domain(line.unit_price),
            line_total=Money.from_domain(line.total),
        )


@strawberry.type(description="The money of one order.")
class Payment:
    id: strawberry.ID
    status: domain.PaymentStatus
    amount: Money
    method_label: str | None = strawberry.field(description="As the provider names the method.")
    failure_code: str | None
    created_at: datetime

    @classmethod
    def from_domain(cls, payment: domain.Payment) -> "Payment":
        """The GraphQL form of a payment."""
        return cls(
            id=strawberry.ID(payment.id),
            status=payment.status,
            amount=Money.from_domain(payment.amount),
            method_label=payment.method_label,
            failure_code=payment.failure_code,
            created_at=payment.created_at,
        )


@strawberry.type(
    description="Where an order goes: a copy, so that it does not change with the account."
)
class AddressSnapshot:
    name: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country_code: str

    @classmethod
    def from_domain(cls, address: domain.Address) -> "AddressSnapshot":
        """The GraphQL form of an address."""
        return cls(**{name: getattr(address, name) for name in domain.Address.__slots__})
