"""Placing an order at most once per buyer and key."""

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


class PlacementService:
    """Claims the key first, then drives the order or waits for whoever does."""

    def __init__(self, placements: PlacementStore, settling: Settling) -> None:
        self._placements = placements
        self._settling = settling

    async def place(self, placement: Placement) -> PlaceOutcome:
        """The first outcome of this key, now or again; what is not stored leaves the key free."""
        refused = refusal(placement)
        if refused is not None:
            return refused
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
