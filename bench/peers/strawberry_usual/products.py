"""The products subgraph: a schema and an application."""

import os
from enum import Enum

import strawberry
from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient
from strawberry.types import Info as StrawberryInfo

from bench.peers.strawberry_usual import catalogue
from bench.peers.strawberry_usual.app import Context, app_of
from bench.peers.strawberry_usual.catalogue import Document
from bench.peers.strawberry_usual.scalars import CONFIG, JSON, CurrencyCode, Money
from bench.peers.strawberry_usual.viewer import Viewer as SignedIn

Info = StrawberryInfo[Context, None]
LOW = 5


@strawberry.enum
class StockLevel(Enum):
    IN_STOCK = "IN_STOCK"
    LOW = "LOW"
    OUT_OF_STOCK = "OUT_OF_STOCK"


@strawberry.type
class Inventory:
    level: StockLevel

    @classmethod
    def of(cls, available: int) -> "Inventory":
        """What buyers may know of so many pieces."""
        if available == 0:
            return cls(level=StockLevel.OUT_OF_STOCK)
        return cls(level=StockLevel.LOW if available <= LOW else StockLevel.IN_STOCK)


@strawberry.type
class Category:
    parent_id: strawberry.Private[str | None]
    slug: str
    name: str

    @strawberry.field
    async def parent(self, info: Info) -> "Category | None":
        return await Category.by_id(info, self.parent_id)

    @classmethod
    async def by_id(cls, info: Info, id: str | None) -> "Category | None":
        """A category; None when there is none."""
        found = (await info.context["categories"].by_id()).get(id)
        if found is None:
            return None
        return cls(parent_id=found["parent_id"], slug=found["slug"], name=found["name"])


@strawberry.federation.type(keys=["id"])
class Product:
    category_id: strawberry.Private[str | None]
    id: strawberry.ID
    slug: str
    name: str
    description: str | None
    price: Money
    weight_grams: int | None
    tags: list[str]
    attributes: JSON | None

    @strawberry.field
    async def category(self, info: Info) -> Category | None:
        return await Category.by_id(info, self.category_id)

    @strawberry.field
    async def inventory(self, info: Info) -> Inventory | None:
        stock = await info.context["stock_by_product"].load(self.id)
        return None if stock is None else Inventory.of(stock["available"])

    @classmethod
    def from_document(cls, document: Document) -> "Product":
        """The GraphQL form of a document."""
        amount, currency = document["price"].to_decimal(), CurrencyCode(document["currency"])
        return cls(
            category_id=document["category_id"],
            id=strawberry.ID(document["_id"]),
            slug=document["slug"],
            name=document["name"],
            description=document["description"],
            price=Money(amount=amount, currency=currency),
            weight_grams=document["weight_grams"],
            tags=document["tags"],
            attributes=JSON(document["attributes"]),
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Product | None":
        """The product another subgraph points at."""
        document = await info.context["product_by_id"].load(id)
        return None if document is None else cls.from_document(document)


@strawberry.type
class Query:
    @strawberry.field
    async def product(self, info: Info, slug: str) -> Product | None:
        document = await info.context["database"].products.find_one({"slug": slug})
        return None if document is None else Product.from_document(document)


schema = strawberry.federation.Schema(
    query=Query, types=[Product], config=CONFIG, federation_version="2.9"
)


def create_app() -> FastAPI:
    """The application over the database in the environment."""
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
        os.environ["CATALOGUE_MONGO_URL"], maxPoolSize=20
    )
    database = client.get_default_database()
    categories = catalogue.Categories(database)

    async def context(viewer: SignedIn) -> Context:
        return {
            "viewer": viewer,
            "database": database,
            "categories": categories,
            "product_by_id": catalogue.by_id(database.products),
            "stock_by_product": catalogue.by_id(database.stock, {"available": 1}),
        }

    return app_of(schema, context)
