"""The named steps, oldest first. Forward only: a step that has run somewhere is never changed."""

from collections.abc import Awaitable, Callable

from subgraphs.products.store import Database

Step = Callable[[Database], Awaitable[object]]


async def unique_product_keys(database: Database) -> None:
    """A sku and a slug each name one product."""
    await database.products.create_index("sku", unique=True, name="sku")
    await database.products.create_index("slug", unique=True, name="slug")


async def product_lists(database: Database) -> None:
    """Each order a product list can have is an index walk."""
    for field in ("created_at", "price", "name_folded"):
        keys = [("status", 1), (field, 1), ("_id", 1)]
        await database.products.create_index(keys, name=f"by_{field}")
    await database.products.create_index(
        [("status", 1), ("category_id", 1), ("created_at", 1), ("_id", 1)], name="by_category"
    )


async def category_tree(database: Database) -> None:
    """Categories by slug and by parent."""
    await database.categories.create_index("slug", unique=True, name="slug")
    await database.categories.create_index([("parent_id", 1), ("position", 1)], name="by_parent")


async def expiring_reservations(database: Database) -> None:
    """Reservations by state and expiry, for the sweep of lapsed ones."""
    keys = [("state", 1), ("expires_at", 1)]
    await database.reservations.create_index(keys, name="by_expiry")


STEPS: dict[str, Step] = {
    "0001_unique_product_keys": unique_product_keys,
    "0002_product_lists": product_lists,
    "0003_category_tree": category_tree,
    "0004_expiring_reservations": expiring_reservations,
}
