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


async def stock_history(database: Database) -> None:
    """A product's movements, newest first."""
    keys = [("product_id", 1), ("at", -1), ("_id", -1)]
    await database.stock_changes.create_index(keys, name="by_product")


async def settled_and_overdue_holds(database: Database) -> None:
    """What the sweep looks for in the stock."""
    await database.stock.create_index("holds.settled_at", name="by_settled_at")
    await database.stock.create_index([("holds.state", 1), ("holds.at", 1)], name="by_hold")


async def holds_with_times(database: Database) -> None:
    """Holds of the first release get the amounts and times they lacked."""
    # Amounts of that time are unknown; what is known is what is there now.
    known = {"before": "$available", "at": "$updated_at", "settled_before": "$available"}
    hold = {"$mergeObjects": [{**known, "settled_at": "$updated_at"}, "$$hold"]}
    waiting = {"$mergeObjects": [{"before": "$available", "at": "$updated_at"}, "$$hold"]}
    timed = {"$cond": [{"$eq": ["$$hold.state", "HELD"]}, waiting, hold]}
    change = {"holds": {"$map": {"input": "$holds", "as": "hold", "in": timed}}}
    await database.stock.update_many({"holds.0": {"$exists": True}}, [{"$set": change}])


STEPS: dict[str, Step] = {
    "0001_unique_product_keys": unique_product_keys,
    "0002_product_lists": product_lists,
    "0003_category_tree": category_tree,
    "0004_expiring_reservations": expiring_reservations,
    "0005_stock_history": stock_history,
    "0006_settled_and_overdue_holds": settled_and_overdue_holds,
    "0007_holds_with_times": holds_with_times,
}
