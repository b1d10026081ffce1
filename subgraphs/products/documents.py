"""The documents of the catalogue database: their shapes, as code reads and writes them.

products      {_id: "prd_…", sku, slug, name, name_folded, description, price: Decimal128, currency,
               weight_grams, category_id, tags, attributes, status, created_at, updated_at}
categories    {_id: "cat_…", slug, name, parent_id, position}
stock         {_id: "prd_…", available, holds: [{order_id, quantity, state, before, at,
               settled_before, settled_at}], clearings, updated_at}
reservations  {_id: "ord_…", lines: [{product_id, sku, name, quantity, unit_price, currency,
               weight_grams}], state, shortfalls, expires_at, created_at}
stock_changes {_id: "ord_…/prd_…/SALE", product_id, order_id, reason, previous, current, at}
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from bson import Decimal128

from subgraphs.common.money import Money
from subgraphs.products.domain import (
    Category,
    CategoryId,
    Product,
    ProductId,
    ProductStatus,
    Reservation,
    ReservationState,
    ReservedLine,
    Shortfall,
    Sku,
    Stock,
    StockChange,
    StockReason,
)

PRODUCTS = "products"
CATEGORIES = "categories"
STOCK = "stock"
RESERVATIONS = "reservations"
STOCK_CHANGES = "stock_changes"

Document = Mapping[str, Any]


def to_product(document: Document) -> Product:
    """The product a document holds."""
    return Product(
        id=ProductId(document["_id"]),
        sku=Sku(document["sku"]),
        slug=document["slug"],
        name=document["name"],
        description=document["description"],
        price=Money(amount=_amount(document["price"]), currency=document["currency"]),
        weight_grams=document["weight_grams"],
        category_id=document["category_id"],
        tags=tuple(document["tags"]),
        attributes=document["attributes"],
        status=ProductStatus(document["status"]),
        created_at=document["created_at"],
        updated_at=document["updated_at"],
    )


def from_product(product: Product) -> dict[str, Any]:
    """The document of a product, without its id."""
    return {
        "sku": product.sku,
        "slug": product.slug,
        "name": product.name,
        # Sorting by name must not put capitals first; collations are not portable.
        "name_folded": product.name.casefold(),
        "description": product.description,
        "price": Decimal128(product.price.amount),
        "currency": product.price.currency,
        "weight_grams": product.weight_grams,
        "category_id": product.category_id,
        "tags": list(product.tags),
        "attributes": dict(product.attributes),
        "status": product.status.value,
        "created_at": product.created_at,
        "updated_at": product.updated_at,
    }


def to_category(document: Document) -> Category:
    """The category a document holds."""
    return Category(
        id=CategoryId(document["_id"]),
        slug=document["slug"],
        name=document["name"],
        parent_id=document["parent_id"],
    )


def to_stock(document: Document) -> Stock:
    """The stock a document holds; only holds that wait count as reserved."""
    held = ReservationState.HELD.value
    return Stock(
        available=document["available"],
        reserved=sum(hold["quantity"] for hold in document["holds"] if hold["state"] == held),
        updated_at=document["updated_at"],
    )


def to_reservation(document: Document) -> Reservation:
    """The reservation a document holds."""
    return Reservation(
        order_id=document["_id"],
        lines=tuple(_to_line(line) for line in document["lines"]),
        state=ReservationState(document["state"]),
        expires_at=document["expires_at"],
        shortfalls=tuple(Shortfall(**each) for each in document["shortfalls"]),
    )


def from_lines(lines: Sequence[ReservedLine]) -> list[dict[str, Any]]:
    """The lines of a reservation's document."""
    return [_from_line(line) for line in lines]


def from_shortfall(shortfall: Shortfall) -> dict[str, Any]:
    """The part of a reservation's document that tells why it was refused."""
    return {
        "product_id": shortfall.product_id,
        "requested": shortfall.requested,
        "available": shortfall.available,
    }


def to_change(document: Document) -> StockChange:
    """The movement a document holds."""
    return StockChange(
        id=document["_id"],
        product_id=document["product_id"],
        order_id=document["order_id"],
        reason=StockReason(document["reason"]),
        previous=document["previous"],
        current=document["current"],
        at=document["at"],
    )


def from_change(change: StockChange) -> dict[str, Any]:
    """The document of a movement."""
    return {
        "_id": change.id,
        "product_id": change.product_id,
        "order_id": change.order_id,
        "reason": change.reason.value,
        "previous": change.previous,
        "current": change.current,
        "at": change.at,
    }


def _amount(stored: Decimal128) -> Decimal:
    return _read(stored.bid)


# The driver reads a decimal digit by digit in Python, and a price is read again and again.
@lru_cache(maxsize=4096)
def _read(bid: bytes) -> Decimal:
    return Decimal128.from_bid(bid).to_decimal()


def _to_line(line: Document) -> ReservedLine:
    return ReservedLine(
        product_id=line["product_id"],
        sku=line["sku"],
        name=line["name"],
        quantity=line["quantity"],
        unit_price=Money(amount=_amount(line["unit_price"]), currency=line["currency"]),
        weight_grams=line["weight_grams"],
    )


def _from_line(line: ReservedLine) -> dict[str, Any]:
    return {
        "product_id": line.product_id,
        "sku": line.sku,
        "name": line.name,
        "quantity": line.quantity,
        "unit_price": Decimal128(line.unit_price.amount),
        "currency": line.unit_price.currency,
        "weight_grams": line.weight_grams,
    }
