"""Where a person lets parcels go."""

from dataclasses import dataclass
from typing import NewType

from subgraphs.common.postal import Address

AddressId = NewType("AddressId", str)

ADDRESS_PREFIX = "adr"
# More are not an address book but a place to store things.
MOST_ADDRESSES = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedAddress:
    """An address in somebody's book; at most one of them is the default."""

    id: AddressId
    address: Address
    is_default: bool
