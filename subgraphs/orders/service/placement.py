"""Placing an order at most once per buyer and key."""

from subgraphs.common.errors import Unavailable
from subgraphs.common.idempotency import fingerprint
from subgraphs.orders.domain.placement import (
    EmptyCart,
    InProgress,
    KeyReused,
    Placed,
    Placement,
    PlaceOutcome,
    refusal,
)
from subgraphs.orders.domain.state import State
from subgraphs.orders.service.settling import RETRY_AFTER_MS, Settling
from subgraphs.orders.store import PlacementStore

# More would only wait longer: at the speed of one process the last of them is answered in time.
MOST_AT_ONCE = 64


class PlacementService:
    """Claims the key first, then drives the order or waits for whoever does."""

    def __init__(self, placements: PlacementStore, settling: Settling) -> None:
        self._placements = placements
        self._settling = settling
        self._placing = 0

    async def place(self, placement: Placement) -> PlaceOutcome:
        """The first outcome of this key, now or again; what is not stored leaves the key free.

        Unavailable, at once and before anything is stored, when too many are placing already.
        """
        refused = refusal(placement)
        if refused is not None:
            return refused
        if self._placing >= MOST_AT_ONCE:
            raise Unavailable("Too many orders are being placed; ask again with the same key.")
        self._placing += 1
        try:
            return await self._place(placement)
        finally:
            self._placing -= 1

    async def _place(self, placement: Placement) -> PlaceOutcome:
        digest = fingerprint(placement.content())
        claim = await self._placements.claim(placement, digest)
        if isinstance(claim, EmptyCart):
            return claim
        if claim.fingerprint != digest:
            return KeyReused(first_used_at=claim.created_at)
        order, told = claim.order, claim.refusal
        # What was refused once is not waited for, though another try may be under way.
        if not order.state.is_settled and told is None:
            order = await self._settling.settle(order, is_driver=not claim.found)
            if not order.state.is_settled:
                return InProgress(order=order, replayed=claim.found, retry_after_ms=RETRY_AFTER_MS)
        if told is None and order.state is State.REJECTED:
            told = order.refusal
        return Placed(order=order, refusal=told, replayed=claim.found)
