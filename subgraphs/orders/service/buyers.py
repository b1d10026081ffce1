"""What happens to accounts, and what orders makes of it."""

from subgraphs.common.errors import BadUserInput
from subgraphs.common.events import CloudEvent
from subgraphs.common.ids import to_uuid
from subgraphs.orders.domain.buyer import Closing
from subgraphs.orders.domain.order import BUYER_PREFIX, BuyerId
from subgraphs.orders.store import BuyerStore

DELETED = "commerce.user.deleted.v1"
LOCKED = "commerce.user.locked.v1"
UNLOCKED = "commerce.user.unlocked.v1"


class BuyerService:
    """Closes and locks buyers, and forgets those who are gone."""

    def __init__(self, buyers: BuyerStore) -> None:
        self._buyers = buyers

    async def close(self, id: str) -> Closing:
        """Close a buyer for ever, unless an order of theirs is open; repeatable."""
        return await self._buyers.close(_buyer(id))

    async def hear(self, event: CloudEvent) -> None:
        """Take in what was told; the same event again, and other types, change nothing."""
        if event.type not in (DELETED, LOCKED, UNLOCKED):
            return
        _buyer(event.subject)
        if event.type == DELETED:
            await self._buyers.delete(event)
        else:
            await self._buyers.lock(event, is_locked=event.type == LOCKED)

    async def forget_rest(self) -> int:
        """Forget deleted people whose last order has ended by now; how many those were."""
        return await self._buyers.forget_rest()


def _buyer(id: str) -> BuyerId:
    if to_uuid(id, BUYER_PREFIX) is None:
        raise BadUserInput("This is not the id of a user: usr_….")
    return BuyerId(id)
