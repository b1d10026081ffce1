"""Addresses in an address book, and what is sent to change it."""

import strawberry

from subgraphs.common import postal
from subgraphs.users.domain import addresses as domain


@strawberry.type(description="An address in somebody's address book.")
class Address:
    id: strawberry.ID
    name: str = strawberry.field(description="Who receives what is sent there.")
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country_code: str = strawberry.field(description="Two capital letters (ISO 3166), as DE.")
    is_default: bool = strawberry.field(description="One address of a book is the default.")

    @classmethod
    def from_domain(cls, saved: domain.SavedAddress) -> "Address":
        """The GraphQL form of a saved address."""
        address = saved.address
        return cls(
            id=strawberry.ID(saved.id),
            name=address.name,
            line1=address.line1,
            line2=address.line2,
            city=address.city,
            region=address.region,
            postal_code=address.postal_code,
            country_code=address.country_code,
            is_default=saved.is_default,
        )


@strawberry.input
class AddressInput:
    name: str
    line1: str
    line2: str | None = None
    city: str
    region: str | None = None
    postal_code: str
    country_code: str = strawberry.field(description="Two capital letters (ISO 3166), as DE.")
    make_default: bool = strawberry.field(
        default=False, description="The first address of a book is the default in any case."
    )

    def to_domain(self) -> postal.Address:
        """The address as the domain knows it."""
        return postal.Address(
            name=self.name,
            line1=self.line1,
            line2=self.line2,
            city=self.city,
            region=self.region,
            postal_code=self.postal_code,
            country_code=self.country_code,
        )
