"""Reserving stock: the saga's steps, in the subgraph and not in the clients' API."""

import re
from datetime import datetime
from typing import assert_never

import strawberry

from subgraphs.common.errors import BadUserInput
from subgraphs.common.ids import to_uuid
from subgraphs.common.types import Money
from subgraphs.products import domain

strawberry.federation.enum(domain.ReservationState, inaccessible=True)


@strawberry.federation.input(inaccessible=True)
class ReserveStockLineInput:
    product_id: strawberry.ID
    quantity: int


# An order's first try is named as the order, later ones `ord_…:2`.
_HOLDER = re.compile(r"(ord_[0-9a-z]{26})(:[0-9]{1,3})?")


def holder(id: str) -> str:
    """*id* when it names a try of an order; BAD_USER_INPUT otherwise."""
    match = _HOLDER.fullmatch(id)
    if match is None or to_uuid(match[1], "ord") is None:
        raise BadUserInput("Stock is held for an order: ord_…, or ord_…:2 for its second try.")
    return id


@strawberry.federation.input(inaccessible=True)
class ReserveStockInput:
    order_id: strawberry.ID
    lines: list[ReserveStockLineInput]

    def to_domain(self) -> list[domain.RequestedLine]:
        """The lines as the domain knows them."""
        return [
            domain.RequestedLine(
                product_id=domain.ProductId(line.product_id), quantity=line.quantity
            )
            for line in self.lines
        ]


@strawberry.federation.type(inaccessible=True)
class ReservedLine:
    product_id: strawberry.ID
    sku: strawberry.ID
    name: str
    quantity: int
    unit_price: Money
    weight_grams: int | None

    @classmethod
    def from_domain(cls, line: domain.ReservedLine) -> "ReservedLine":
        """The GraphQL form of a line."""
        return cls(
            product_id=strawberry.ID(line.product_id),
            sku=strawberry.ID(line.sku),
            name=line.name,
            quantity=line.quantity,
            unit_price=Money.from_domain(line.unit_price),
            weight_grams=line.weight_grams,
        )


@strawberry.federation.type(inaccessible=True)
class StockReservation:
    order_id: strawberry.ID
    lines: list[ReservedLine]
    state: domain.ReservationState
    expires_at: datetime

    @classmethod
    def from_domain(cls, reservation: domain.Reservation) -> "StockReservation":
        """The GraphQL form of a reservation."""
        return cls(
            order_id=strawberry.ID(reservation.order_id),
            lines=[ReservedLine.from_domain(line) for line in reservation.lines],
            state=reservation.state,
            expires_at=reservation.expires_at,
        )


@strawberry.federation.type(inaccessible=True)
class StockShortfall:
    product_id: strawberry.ID
    requested: int
    available: int


@strawberry.federation.type(inaccessible=True)
class ReserveStockPayload:
    reservation: StockReservation | None = None
    shortfalls: list[StockShortfall] = strawberry.field(default_factory=list)
    unknown_product_ids: list[strawberry.ID] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: domain.ReserveOutcome) -> "ReserveStockPayload":
        """The payload for each outcome; a refused reservation too says what it would have cost."""
        match outcome:
            case domain.Reservation():
                shortfalls = [
                    StockShortfall(
                        product_id=strawberry.ID(each.product_id),
                        requested=each.requested,
                        available=each.available,
                    )
                    for each in outcome.shortfalls
                ]
                return cls(reservation=StockReservation.from_domain(outcome), shortfalls=shortfalls)
            case domain.UnknownProducts():
                return cls(unknown_product_ids=[strawberry.ID(id) for id in outcome.product_ids])
            case _:
                assert_never(outcome)
