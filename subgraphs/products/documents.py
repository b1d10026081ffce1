"""The documents of the catalogue database: their shapes, as code reads and writes them.

products      {_id: "prd_…", sku, slug, name, name_folded, description, price: Decimal128, currency,
               weight_grams, category_id, tags, attributes, status, created_at, updated_at}
categories    {_id: "cat_…", slug, name, parent_id, position}
stock         {_id: "prd_…", available, holds: [{order_id, quantity, state}], updated_at}
reservations  {_id: "ord_…", lines: [{product_id, sku, name, quantity, unit_price, currency,
               weight_grams}], state, shortfalls, expires_at, created_at}
"""

from collections.abc import Mapping
from datetime import UTC, datetime
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
)

PRODUCTS = "products"
CATEGORIES = "categories"
STOCK = "stock"
RESERVATIONS = "reservations"

Document = Mapping[str, Any]


def to_product(document: Document) -> Product:
    """The product a document holds."""
    return Product(
        id=ProductId(document["_id"]),
        sku=Sku(document["sku"]),
        slug=document["slug"],
        name=document["name"],
        description=document["description"],
        price=Money(amount=document["price"].to_decimal(), currency=document["currency"]),
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


def from_reservation(reservation: Reservation) -> dict[str, Any]:
    """The document of a reservation."""
    return {
        "_id": reservation.order_id,
        "lines": [_from_line(line) for line in reservation.lines],
        "state": reservation.state.value,
        "shortfalls": [from_shortfall(each) for each in reservation.shortfalls],
        "expires_at": reservation.expires_at,
        "created_at": datetime.now(UTC),
    }


def from_shortfall(shortfall: Shortfall) -> dict[str, Any]:
    """The part of a reservation's document that tells why it was refused."""
    return {
        "product_id": shortfall.product_id,
        "requested": shortfall.requested,
        "available": shortfall.available,
    }


def _to_line(line: Document) -> ReservedLine:
    return ReservedLine(
        product_id=line["product_id"],
        sku=line["sku"],
        name=line["name"],
        quantity=line["quantity"],
        unit_price=Money(amount=line["unit_price"].to_decimal(), currency=line["currency"]),
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
