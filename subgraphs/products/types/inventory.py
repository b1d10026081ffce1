"""How much there is of a product, and how it came to that."""

from datetime import datetime

import strawberry

from subgraphs.common.cost import PAGED
from subgraphs.common.errors import BadUserInput
from subgraphs.common.pages import decode_cursor, encode_cursor, page_of, page_size
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import PageInfo
from subgraphs.products import domain
from subgraphs.products.context import Info

strawberry.enum(domain.StockLevel, description="How much is there.")
strawberry.enum(domain.StockReason, name="InventoryReason", description="Why an amount changed.")
CURSOR_KIND = "inventory:history"


@strawberry.type(description="One movement of a product's stock; written once, never changed.")
class InventoryChange:
    id: strawberry.ID
    delta: int = strawberry.field(
        description="Of the pieces for sale. A sale is 0: its pieces left when they were reserved."
    )
    previous: int
    current: int
    reason: domain.StockReason
    order_id: strawberry.ID | None
    created_at: datetime

    @classmethod
    def from_domain(cls, change: domain.StockChange) -> "InventoryChange":
        """The GraphQL form of a movement."""
        return cls(
            id=strawberry.ID(change.id),
            delta=change.current - change.previous,
            previous=change.previous,
            current=change.current,
            reason=change.reason,
            order_id=None if change.order_id is None else strawberry.ID(change.order_id),
            created_at=change.at,
        )


@strawberry.type
class InventoryChangeEdge:
    cursor: str
    node: InventoryChange


@strawberry.type
class InventoryChangeConnection:
    edges: list[InventoryChangeEdge]
    nodes: list[InventoryChange]
    page_info: PageInfo


@strawberry.type(description="How many pieces of a product there are.")
class Inventory:
    record: strawberry.Private[domain.Stock]
    product_id: strawberry.Private[domain.ProductId]
    level: domain.StockLevel
    updated_at: datetime

    @requires_scopes("inventory:read")
    @strawberry.field(description="Pieces that can be bought now.")
    def available(self) -> int | None:
        return self.record.available

    @requires_scopes("inventory:read")
    @strawberry.field(description="Pieces that wait for their order to be confirmed.")
    def reserved(self) -> int | None:
        return self.record.reserved

    @requires_scopes("inventory:read")
    @strawberry.field(
        description="Movements, newest first; those of an order are listed once it is settled.",
        directives=[PAGED],
    )
    async def history(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> InventoryChangeConnection | None:
        size = page_size(first)
        info.context.spend(size)
        wanted = domain.HistoryPage(product_id=self.product_id, first=size, after=_position(after))
        found = await info.context.loaders.changes_by_product.load(wanted)
        page = page_of(found or (), size, after)
        cursors = [encode_cursor(CURSOR_KIND, each.at.isoformat(), each.id) for each in page.items]
        nodes = [InventoryChange.from_domain(each) for each in page.items]
        return InventoryChangeConnection(
            edges=[
                InventoryChangeEdge(cursor=cursor, node=node)
                for cursor, node in zip(cursors, nodes, strict=True)
            ],
            nodes=nodes,
            page_info=PageInfo.of(cursors, has_next=page.has_next, has_previous=page.has_previous),
        )


def _position(after: str | None) -> tuple[datetime, str] | None:
    if after is None:
        return None
    at, id = decode_cursor(after, CURSOR_KIND, 2)
    try:
        return datetime.fromisoformat(at), id
    except ValueError:
        raise BadUserInput("`after` holds a position no page ever gave.") from None
