"""Closing a buyer: for the subgraph that owns accounts, and not in the clients' API."""

import strawberry

from subgraphs.orders.domain.buyer import Closing


@strawberry.federation.type(
    inaccessible=True, description="Whether a buyer is closed for ever: no order of theirs can be."
)
class BuyerClosing:
    is_closed: bool
    open_orders: int = strawberry.field(
        description="What is in the way: orders that wait for an answer, and those that are "
        "CONFIRMED or SHIPPED."
    )

    @classmethod
    def from_domain(cls, closing: Closing) -> "BuyerClosing":
        """The GraphQL form of a closing."""
        return cls(is_closed=closing.is_closed, open_orders=closing.open_orders)
