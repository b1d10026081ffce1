"""Things to test with, by what makes them special; everything else is ordinary."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from subgraphs.common.ids import new_id
from subgraphs.common.money import Money
from subgraphs.products.domain import (
    PRODUCT_PREFIX,
    Product,
    ProductId,
    ProductStatus,
    Sku,
)

LISTED = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def a_product(**special: Any) -> Product:
    """A product that is for sale, with a key of its own."""
    id = new_id(PRODUCT_PREFIX)
    ordinary: dict[str, Any] = {
        "id": ProductId(id),
        "sku": Sku(f"TST-{id[-8:]}"),
        "slug": f"thing-{id[-8:]}",
        "name": "Thing",
        "description": None,
        "price": Money(amount=Decimal("10.00")),
        "weight_grams": 100,
        "category_id": None,
        "tags": (),
        "attributes": {},
        "status": ProductStatus.ACTIVE,
        "created_at": LISTED,
        "updated_at": LISTED,
    }
    return Product(**{**ordinary, **special})
