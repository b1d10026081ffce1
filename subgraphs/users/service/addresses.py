"""The address book of whoever is asking."""

from subgraphs.common.postal import Address, problems
from subgraphs.users.domain.addresses import MOST_ADDRESSES, SavedAddress
from subgraphs.users.domain.outcomes import AddressNotFound, AddressOutcome, InvalidValue
from subgraphs.users.domain.people import UserId
from subgraphs.users.service.accounts import closed
from subgraphs.users.store import AddressStore, BookFull


class AddressService:
    """Changes address books; each person's own alone."""

    def __init__(self, addresses: AddressStore) -> None:
        self._addresses = addresses

    async def add(
        self, owner: str, address: Address, *, default: bool
    ) -> SavedAddress | InvalidValue:
        """Another address; the first one is the default."""
        for field, message in problems(address):
            return InvalidValue(field=field, message=message)
        try:
            added = await self._addresses.add(UserId(owner), address, default=default)
        except BookFull:
            message = f"An address book holds {MOST_ADDRESSES}; remove one first."
            return InvalidValue(field="", message=message)
        if added is None:
            raise closed()
        return added

    async def change(
        self, owner: str, id: str, address: Address, *, default: bool
    ) -> AddressOutcome:
        """Put *address* in the place of one of the owner's."""
        for field, message in problems(address):
            return InvalidValue(field=field, message=message)
        changed = await self._addresses.change(UserId(owner), id, address, default=default)
        return changed or AddressNotFound()

    async def prefer(self, owner: str, id: str) -> AddressOutcome:
        """Make one of the owner's addresses the default."""
        return await self._addresses.prefer(UserId(owner), id) or AddressNotFound()

    async def remove(self, owner: str, id: str) -> bool:
        """Remove one of the owner's addresses; False when they have no such one."""
        return await self._addresses.remove(UserId(owner), id)
