"""What the orders subgraph reads: two models, a page and a loader."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import DateTime, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from strawberry.dataloader import DataLoader

# States people know by another name; the rest are called as they are stored.
STATUS = {
    "CREATED": "PENDING",
    "RESERVED": "PENDING",
    "AUTHORIZED": "PENDING",
    "COMPENSATING": "PENDING",
    "CANCELLING": "CONFIRMED",
    "SHIPPING": "CONFIRMED",
    "SHIPPED_REFUNDING": "SHIPPED",
    "DELIVERED_REFUNDING": "DELIVERED",
    "COMPLETED_REFUNDING": "COMPLETED",
}


class Model(DeclarativeBase):
    """The orders database."""


class OrderRow(Model):
    """A row of `orders`."""

    __tablename__ = "orders"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    buyer_id: Mapped[UUID]
    state: Mapped[str]
    currency: Mapped[str]
    total: Mapped[Decimal | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ItemRow(Model):
    """A row of `order_items`."""

    __tablename__ = "order_items"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID]
    position: Mapped[int]
    product_id: Mapped[UUID]
    name: Mapped[str]
    quantity: Mapped[int]
    unit_price: Mapped[Decimal]
    currency: Mapped[str]


async def newest(session: AsyncSession, buyer: UUID | None, limit: int) -> Sequence[OrderRow]:
    """Somebody's orders, newest first."""
    wanted = select(OrderRow).where(OrderRow.buyer_id == buyer)
    return (await session.scalars(wanted.order_by(OrderRow.id.desc()).limit(limit))).all()


def items_by_order(session: AsyncSession) -> DataLoader[UUID, list[ItemRow]]:
    """The items of many orders in one statement."""

    async def load(ids: list[UUID]) -> list[list[ItemRow]]:
        wanted = select(ItemRow).where(ItemRow.order_id.in_(ids))
        found: dict[UUID, list[ItemRow]] = {id: [] for id in ids}
        for row in await session.scalars(wanted.order_by(ItemRow.order_id, ItemRow.position)):
            found[row.order_id].append(row)
        return [found[id] for id in ids]

    return DataLoader(load_fn=load)


def cursor(created_at: datetime, id: str) -> str:
    """The opaque position of an order, as our own subgraph spells it."""
    position = [1, "orders:PLACED_AT:DESC", created_at.isoformat(), id]
    text = json.dumps(position, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
