"""The orders subgraph: a schema and an application."""

import os
from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry
from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.types import Info as StrawberryInfo

from bench.peers.strawberry_usual import order_rows
from bench.peers.strawberry_usual.app import Context, app_of
from bench.peers.strawberry_usual.order_rows import ItemRow, OrderRow
from bench.peers.strawberry_usual.scalars import CONFIG, CurrencyCode, Money
from bench.peers.strawberry_usual.sessions import sessions
from bench.peers.strawberry_usual.viewer import Viewer as SignedIn
from subgraphs.common.ids import from_uuid, to_uuid

Info = StrawberryInfo[Context, None]


@strawberry.enum
class OrderStatus(Enum):
    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    SHIPPED = "SHIPPED"
    DELIVERED = "DELIVERED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    REJECTED = "REJECTED"


@strawberry.federation.type(keys=["id"])
class Product:
    id: strawberry.ID


@strawberry.type
class OrderItem:
    product: Product | None
    product_name: str
    quantity: int
    unit_price: Money

    @classmethod
    def from_row(cls, row: ItemRow) -> "OrderItem":
        """The GraphQL form of a row."""
        product = Product(id=strawberry.ID(from_uuid(row.product_id, "prd")))
        price = Money(amount=row.unit_price, currency=CurrencyCode(row.currency))
        return cls(product=product, product_name=row.name, quantity=row.quantity, unit_price=price)


@strawberry.federation.type(keys=["id"])
class Order:
    row: strawberry.Private[OrderRow]
    id: strawberry.ID
    number: str
    status: OrderStatus
    created_at: datetime
    total: Money | None

    @strawberry.field
    async def items(self, info: Info) -> list[OrderItem]:
        rows = await info.context["items_by_order"].load(self.row.id)
        return [OrderItem.from_row(row) for row in rows]

    @classmethod
    def from_row(cls, row: OrderRow) -> "Order":
        """The GraphQL form of a row."""
        currency = CurrencyCode(row.currency)
        return cls(
            row=row,
            id=strawberry.ID(from_uuid(row.id, "ord")),
            number=f"SO-{row.number}",
            status=OrderStatus(order_rows.STATUS.get(row.state, row.state)),
            created_at=row.created_at,
            total=None if row.total is None else Money(amount=row.total, currency=currency),
        )


@strawberry.federation.type(shareable=True)
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class OrderConnection:
    nodes: list[Order]
    page_info: PageInfo


@strawberry.type
class Viewer:
    @strawberry.field
    async def orders(self, info: Info, first: int = 20) -> OrderConnection | None:
        buyer = to_uuid(info.context["viewer"], "usr")
        rows = await order_rows.newest(info.context["session"], buyer, first + 1)
        nodes = [Order.from_row(row) for row in rows[:first]]
        end = order_rows.cursor(nodes[-1].created_at, nodes[-1].id) if nodes else None
        page = PageInfo(has_next_page=len(rows) > first, end_cursor=end)
        return OrderConnection(nodes=nodes, page_info=page)


@strawberry.type
class Query:
    @strawberry.federation.field(shareable=True)
    def viewer(self, info: Info) -> Viewer | None:
        return None if info.context["viewer"] is None else Viewer()


schema = strawberry.federation.Schema(
    query=Query, types=[Order, Product], config=CONFIG, federation_version="2.9"
)


def create_app() -> FastAPI:
    """The application over the database in the environment."""
    session = sessions(os.environ["ORDERS_DATABASE_URL"])

    async def context(
        viewer: SignedIn, session: Annotated[AsyncSession, Depends(session)]
    ) -> Context:
        loader = order_rows.items_by_order(session)
        return {"viewer": viewer, "session": session, "items_by_order": loader}

    return app_of(schema, context)
