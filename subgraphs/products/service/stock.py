"""Reserving stock for an order: take it, then keep it or give it back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from subgraphs.products.domain import (
    HOLD_TTL,
    Product,
    ProductStatus,
    RequestedLine,
    Reservation,
    ReservationState,
    ReservedLine,
    ReserveOutcome,
    UnknownProducts,
    merged,
)
from subgraphs.products.store import CatalogueStore, StockStore


class StockService:
    """Every step may be repeated: after a crash the caller runs it again with the same order id."""

    def __init__(self, catalogue: CatalogueStore, stock: StockStore) -> None:
        self._catalogue = catalogue
        self._stock = stock

    async def reserve(self, order_id: str, requested: Sequence[RequestedLine]) -> ReserveOutcome:
        """Hold all lines or none; the answer to a repeated call is the first one's."""
        reservation = await self._stock.reservation(order_id)
        if reservation is None:
            priced = await self._priced(merged(requested))
            if isinstance(priced, UnknownProducts):
                return priced
            expires_at = datetime.now(UTC) + HOLD_TTL
            held = ReservationState.HELD
            reservation = await self._stock.open(
                Reservation(order_id=order_id, lines=priced, state=held, expires_at=expires_at)
            )
        if reservation.state is ReservationState.RELEASED:
            # Again, because whoever released it may have died before all of it was given back.
            await self._give_back(reservation)
        if reservation.state is not ReservationState.HELD:
            return reservation
        for line in reservation.lines:
            shortfall = await self._stock.take(order_id, line)
            if shortfall is not None:
                refused = await self._stock.settle(order_id, ReservationState.RELEASED, [shortfall])
                await self._give_back(reservation)
                return refused or reservation
        return reservation

    async def commit(self, order_id: str) -> Reservation | None:
        """Make a held reservation a sale; its state tells whether it is one, None is unknown."""
        reservation = await self._stock.settle(order_id, ReservationState.COMMITTED)
        if reservation is not None and reservation.state is ReservationState.COMMITTED:
            for line in reservation.lines:
                await self._stock.keep(order_id, line)
        return reservation

    async def release(self, order_id: str) -> Reservation:
        """Give the stock back, unless it was sold; an unknown order can then reserve nothing."""
        reservation = await self._stock.settle(order_id, ReservationState.RELEASED)
        if reservation is None:
            now, released = datetime.now(UTC), ReservationState.RELEASED
            tombstone = Reservation(order_id=order_id, lines=(), state=released, expires_at=now)
            reservation = await self._stock.open(tombstone)
        if reservation.state is ReservationState.RELEASED:
            await self._give_back(reservation)
        return reservation

    async def _give_back(self, reservation: Reservation) -> None:
        for line in reservation.lines:
            await self._stock.give_back(reservation.order_id, line)

    async def _priced(
        self, lines: Sequence[RequestedLine]
    ) -> tuple[ReservedLine, ...] | UnknownProducts:
        found = await self._catalogue.products_by_id([line.product_id for line in lines])
        sold = {id: each for id, each in found.items() if each.status is ProductStatus.ACTIVE}
        unknown = [line.product_id for line in lines if line.product_id not in sold]
        if unknown:
            return UnknownProducts(product_ids=unknown)
        return tuple(_priced_line(sold[line.product_id], line.quantity) for line in lines)


def _priced_line(product: Product, quantity: int) -> ReservedLine:
    return ReservedLine(
        product_id=product.id,
        sku=product.sku,
        name=product.name,
        quantity=quantity,
        unit_price=product.price,
        weight_grams=product.weight_grams,
    )
