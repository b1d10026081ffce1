"""What an order is made of: items, payment, parcel, address."""

from datetime import datetime
from urllib.parse import quote

import strawberry

from subgraphs.common.cost import about
from subgraphs.common.postal import Address
from subgraphs.common.types import Money
from subgraphs.orders.context import Info
from subgraphs.orders.domain import order as domain
from subgraphs.orders.types.products import Product


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


@strawberry.type(description="Money given back, or on its way.")
class Refund:
    id: strawberry.ID
    status: domain.RefundStatus
    amount: Money
    reason: str | None
    created_at: datetime

    @classmethod
    def from_domain(cls, refund: domain.Refund) -> "Refund":
        """The GraphQL form of a refund."""
        return cls(
            id=strawberry.ID(refund.id),
            status=refund.status,
            amount=Money.from_domain(refund.amount),
            reason=refund.reason,
            created_at=refund.created_at,
        )


@strawberry.type(description="The money of one order; the latest try, when there were several.")
class Payment:
    record: strawberry.Private[domain.Payment]
    id: strawberry.ID
    status: domain.PaymentStatus
    amount: Money
    method_label: str | None = strawberry.field(description="As the provider names the method.")
    failure_code: str | None
    created_at: datetime

    @strawberry.field(description="What was given back, oldest first.", directives=[about(2)])
    async def refunds(self, info: Info) -> list[Refund]:
        found = await info.context.loaders.refunds_by_order.load(self.record.order_id)
        return [Refund.from_domain(each) for each in found or ()]

    @classmethod
    def from_domain(cls, payment: domain.Payment) -> "Payment":
        """The GraphQL form of a payment."""
        return cls(
            record=payment,
            id=strawberry.ID(payment.id),
            status=payment.status,
            amount=Money.from_domain(payment.amount),
            method_label=payment.method_label,
            failure_code=payment.failure_code,
            created_at=payment.created_at,
        )


# Where a parcel can be followed, by carrier, as the carriers publish it.
TRACKING = {
    "DHL": "https://www.dhl.de/en/privatkunden/pakete-empfangen/verfolgen.html?piececode={}",
    "UPS": "https://www.ups.com/track?tracknum={}",
    "DPD": "https://tracking.dpd.de/status/en_US/parcel/{}",
}


@strawberry.type(description="The parcel.")
class Shipment:
    carrier: str
    tracking_number: str | None
    tracking_url: str | None = strawberry.field(description="For DHL, UPS and DPD.")
    shipped_at: datetime
    delivered_at: datetime | None

    @classmethod
    def from_domain(cls, shipment: domain.Shipment) -> "Shipment":
        """The GraphQL form of a parcel that has left."""
        number, address = shipment.tracking_number, TRACKING.get(shipment.carrier.upper())
        return cls(
            carrier=shipment.carrier,
            tracking_number=number,
            tracking_url=address.format(quote(number)) if number and address else None,
            shipped_at=shipment.shipped_at,
            delivered_at=shipment.delivered_at,
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
    def from_domain(cls, address: Address) -> "AddressSnapshot":
        """The GraphQL form of an address."""
        return cls(**{name: getattr(address, name) for name in Address.__slots__})
