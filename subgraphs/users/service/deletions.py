"""Deleting an account: orders closes it first, then the person is dropped and the id kept."""

from subgraphs.common.auth import Viewer
from subgraphs.common.ids import to_uuid
from subgraphs.users.clients import Orders
from subgraphs.users.domain.outcomes import (
    Deleted,
    DeletionOutcome,
    KeyReused,
    OpenOrders,
    UserNotFound,
)
from subgraphs.users.domain.people import ID_PREFIX, User, UserId, UserStatus
from subgraphs.users.service.accounts import closed
from subgraphs.users.service.sessions import SessionService
from subgraphs.users.store import DeletionStore, UserStore


class DeletionService:
    """Decides whether somebody may go; every step is repeatable, so a retry goes on with it."""

    def __init__(
        self,
        users: UserStore,
        deletions: DeletionStore,
        sessions: SessionService,
        orders: Orders,
    ) -> None:
        self._users = users
        self._deletions = deletions
        self._sessions = sessions
        self._orders = orders

    async def delete(
        self, viewer: Viewer, user_id: str, key: str, *, may_delete_any: bool
    ) -> DeletionOutcome:
        """Delete an account once per viewer and key; "not yours" and "nobody" are one answer."""
        uuid, id = to_uuid(user_id, ID_PREFIX), UserId(user_id)
        if uuid is None or not (may_delete_any or viewer.id == user_id):
            return UserNotFound()
        user = (await self._users.users_by_id([id])).get(id)
        if user is None:
            return UserNotFound()
        claim = await self._deletions.claim(viewer.id, key, uuid)
        if claim.user_uuid != uuid:
            return KeyReused(first_used_at=claim.created_at)
        if claim.open_orders is not None:
            return OpenOrders(count=claim.open_orders, replayed=True)
        if claim.is_done:
            return Deleted(user_id=id, replayed=True)
        if user.status is UserStatus.DELETED:
            return UserNotFound()
        await self._require_true(viewer, user)
        return await self._delete(viewer.id, key, id)

    async def _require_true(self, viewer: Viewer, user: User) -> None:
        """UNAUTHENTICATED when the token says more than is true: a locked person erases nothing,
        nor does a session that has ended, nor somebody who was an administrator."""
        await self._sessions.require_live(viewer)
        is_own = viewer.id == user.id and user.status is UserStatus.ACTIVE
        if not is_own and not await self._users.is_administrator(UserId(viewer.id)):
            raise closed()

    async def _delete(self, viewer_id: str, key: str, id: UserId) -> DeletionOutcome:
        # From here on nobody orders in this name, so an order cannot come after the count.
        open_orders = await self._orders.close_buyer(id)
        if open_orders:
            await self._deletions.refuse(viewer_id, key, open_orders)
            return OpenOrders(count=open_orders)
        is_first = await self._deletions.delete(viewer_id, key, id)
        return Deleted(user_id=id, replayed=not is_first)
