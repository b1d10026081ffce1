"""Reserving stock for an order: take it, then keep it or give it back."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from subgraphs.common.errors import Unavailable
from subgraphs.common.ids import made_at
from subgraphs.products.domain import (
    OLDEST_ORDER,
    Product,
    ProductId,
    ProductStatus,
    RequestedLine,
    Reservation,
    ReservationState,
    ReservedLine,
    ReserveOutcome,
    UnknownProducts,
    merged,
)
from subgraphs.products.store import (
    CatalogueStore,
    Fences,
    Overtaken,
    ReservationStore,
    StockStore,
)

T = TypeVar("T")

HELD = ReservationState.HELD
COMMITTED = ReservationState.COMMITTED
RELEASED = ReservationState.RELEASED
RETURNING = ReservationState.RETURNING
RETURNED = ReservationState.RETURNED
# A product is cleared every few seconds; so many in the time of one try mean that it stands.
TRIES = 5


class StockService:
    """Every step may be repeated: after a crash the caller runs it again with the same order id."""

    def __init__(
        self, catalogue: CatalogueStore, stock: StockStore, reservations: ReservationStore
    ) -> None:
        self._catalogue = catalogue
        self._stock = stock
        self._reservations = reservations

    async def reserve(self, order_id: str, requested: Sequence[RequestedLine]) -> ReserveOutcome:
        """Hold all lines or none; the answer to a repeated call is the first one's."""
        lines = merged(requested)
        ids = [line.product_id for line in lines]

        async def once(fences: Fences) -> ReserveOutcome:
            reservation = await self._reservations.reservation(order_id)
            if reservation is None:
                opened = await self._open(order_id, lines)
                if isinstance(opened, UnknownProducts):
                    return opened
                reservation = opened
            if reservation.state is RELEASED:
                # Again, because whoever released it may have died before all was given back.
                await self._give_back(reservation)
            if reservation.state is not HELD:
                return reservation
            return await self._hold(reservation, fences)

        return await self._unless_overtaken(ids, once)

    async def commit(self, order_id: str) -> Reservation | None:
        """Make a held reservation a sale; its state tells whether it is one, None is unknown."""
        # One that has lapsed is not sold any more; it can only be released.
        reservation = await self._reservations.settle(order_id, HELD, COMMITTED, if_lapsed=False)
        if reservation is not None and reservation.state is COMMITTED:
            for line in reservation.lines:
                await self._stock.keep(order_id, line)
        return reservation

    async def release(self, order_id: str, *, if_lapsed: bool | None = None) -> Reservation:
        """Give the stock back, unless it was sold; an unknown order can then reserve nothing."""
        reservation = await self._reservations.settle(order_id, HELD, RELEASED, if_lapsed=if_lapsed)
        if reservation is None:
            reservation = await self._reservations.open(order_id, (), RELEASED)
        if reservation.state is RELEASED:
            await self._give_back(reservation)
        return reservation

    async def take_back(self, order_id: str) -> Reservation | None:
        """Put a cancelled sale on the shelf again; one that is no sale stays as it is."""
        reservation = await self._reservations.settle(order_id, COMMITTED, RETURNING)
        if reservation is None or reservation.state is not RETURNING:
            return reservation
        lines = reservation.lines
        # The commit may have died before all its holds were marked as sold.
        for line in lines:
            await self._stock.keep(order_id, line)

        async def once(fences: Fences) -> Reservation | None:
            current = await self._reservations.reservation(order_id)
            if current is None or current.state is not RETURNING:
                return current
            for line in lines:
                await self._stock.take_back(order_id, line, fences)
            return await self._reservations.settle(order_id, RETURNING, RETURNED)

        return await self._unless_overtaken([line.product_id for line in lines], once)

    async def reservations(self, after: str, first: int) -> Sequence[Reservation]:
        """Reservations by order id, those behind *after*."""
        return await self._reservations.reservations(after, first)

    async def _open(
        self, order_id: str, lines: Sequence[RequestedLine]
    ) -> Reservation | UnknownProducts:
        if made_at(order_id.partition(":")[0]) < datetime.now(UTC) - OLDEST_ORDER:
            return await self._reservations.open(order_id, (), RELEASED)
        priced = await self._priced(lines)
        if isinstance(priced, UnknownProducts):
            return priced
        return await self._reservations.open(order_id, priced)

    async def _hold(self, reservation: Reservation, fences: Fences) -> Reservation:
        order_id = reservation.order_id
        for line in reservation.lines:
            shortfall = await self._stock.take(order_id, line, fences)
            if shortfall is not None:
                refused = await self._reservations.settle(
                    order_id, HELD, RELEASED, shortfalls=[shortfall]
                )
                await self._give_back(reservation)
                return refused or reservation
        return reservation

    async def _unless_overtaken(
        self, ids: Sequence[ProductId], once: Callable[[Fences], Awaitable[T]]
    ) -> T:
        """One try; another, when the stock was cleared since the fences were read.

        Fences come first: whatever is cleared behind them refuses the try, and what was cleared
        before them shows in the state of the reservation, which is read after them.
        """
        for _ in range(TRIES):
            fences = await self._stock.fences(ids)
            try:
                return await once(fences)
            except Overtaken:
                continue
        raise Unavailable("The stock is being cleared; try again.")

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
