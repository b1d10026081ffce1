"""Puts the demo shop into the databases the environment names; run again, it changes nothing."""

import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from devstack.seed.catalogue import SeedCategory, SeedProduct, categories, products
from devstack.seed.people import PEOPLE
from subgraphs.common.ids import from_uuid
from subgraphs.common.money import Money
from subgraphs.common.postgres import Database
from subgraphs.products.domain import (
    CATEGORY_PREFIX,
    PRODUCT_PREFIX,
    Category,
    CategoryId,
    Product,
    ProductId,
    ProductStatus,
    Sku,
)
from subgraphs.products.store import CatalogueStore, StockStore, connect
from subgraphs.users.domain.people import new_account
from subgraphs.users.outbox import Outbox
from subgraphs.users.service import Passwords
from subgraphs.users.store import UserStore

# When the shop opened; ids hold their time, so the same seed has the same ids everywhere.
OPENED = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


async def seed_people(store: UserStore, password: str) -> int:
    """Add who is missing; how many that were."""
    passwords, added = Passwords(), 0
    for person in PEOPLE:
        if await store.account_by_email(person.email) is None:
            async with passwords.turn(person.email):
                hashed = await passwords.hash(password)
            account = new_account(person.email, person.display_name, hashed, person.roles)
            await store.add_if_absent(account)
            added += 1
    return added


async def seed_catalogue(catalogue: CatalogueStore, stock: StockStore) -> int:
    """Add the categories and products that are missing; how many products that were."""
    shelves = {each.slug: _category(each, index) for index, each in enumerate(categories())}
    for position, shelf in enumerate(shelves.values()):
        await catalogue.add_category_if_absent(shelf, position)
    wanted = [_product(each, index, shelves) for index, each in enumerate(products())]
    missing = await _missing(catalogue, stock, [product for product, _ in wanted])
    for product, available in wanted:
        if product.id in missing:
            # Stock first: a product that can be seen can be bought.
            await stock.add_if_absent(product.id, available)
            await catalogue.add_if_absent(product)
    return len(missing)


async def _missing(
    catalogue: CatalogueStore, stock: StockStore, wanted: Sequence[Product]
) -> set[ProductId]:
    ids = [product.id for product in wanted]
    there = set(await catalogue.products_by_id(ids)) & set(await stock.stock_by_product(ids))
    return set(ids) - there


def _category(seed: SeedCategory, index: int) -> Category:
    parent = seed.parent_slug
    return Category(
        id=CategoryId(_id(CATEGORY_PREFIX, seed.slug, OPENED)),
        slug=seed.slug,
        name=seed.name,
        parent_id=None if parent is None else CategoryId(_id(CATEGORY_PREFIX, parent, OPENED)),
    )


def _product(seed: SeedProduct, index: int, shelves: dict[str, Category]) -> tuple[Product, int]:
    listed = OPENED + timedelta(hours=index)
    product = Product(
        id=ProductId(_id(PRODUCT_PREFIX, seed.sku, listed)),
        sku=Sku(seed.sku),
        slug=seed.slug,
        name=seed.name,
        description=seed.description,
        price=Money(amount=seed.price),
        weight_grams=seed.weight_grams,
        category_id=shelves[seed.category_slug].id,
        tags=seed.tags,
        attributes=seed.attributes,
        status=ProductStatus.ACTIVE,
        created_at=listed,
        updated_at=listed,
    )
    return product, seed.available


def _id(prefix: str, name: str, at: datetime) -> str:
    """A UUIDv7 whose random part is a digest of the name."""
    random = int.from_bytes(sha256(name.encode()).digest()[:10])
    value = (int(at.timestamp() * 1000) << 80) | random
    value = (value & ~(0xF000 << 64)) | (0x7000 << 64)
    value = (value & ~(0xC000 << 48)) | (0x8000 << 48)
    return from_uuid(UUID(int=value), prefix)


async def main() -> None:
    """Seed both databases and say what was missing."""
    database = Database(os.environ["USERS_DATABASE_URL"])
    mongo = connect(os.environ["CATALOGUE_MONGO_URL"])
    users = UserStore(database, Outbox(database.engine))
    people = await seed_people(users, os.environ["SUPERGRAPH_DEMO_PASSWORD"])
    added = await seed_catalogue(CatalogueStore(mongo), StockStore(mongo))
    mongo.client.close()
    await database.close()
    print(f"added {added} products and {people} people" if added or people else "nothing to add")


if __name__ == "__main__":
    asyncio.run(main())
