"""What is for sale: products and categories."""

from datetime import datetime

import strawberry

from subgraphs.common.cost import about
from subgraphs.common.scalars import JSON
from subgraphs.common.types import Money, Node
from subgraphs.products import domain
from subgraphs.products.context import Info
from subgraphs.products.types.inventory import Inventory

strawberry.enum(domain.ProductStatus, description="Whether a product is for sale.")


@strawberry.federation.type(keys=["id"], description="A shelf of the shop.")
class Category(Node):
    record: strawberry.Private[domain.Category]
    slug: str
    name: str

    @strawberry.field(description="The category this one is a part of; null for the topmost.")
    async def parent(self, info: Info) -> "Category | None":
        if self.record.parent_id is None:
            return None
        return await Category.resolve_reference(info, strawberry.ID(self.record.parent_id))

    @strawberry.field(description="Its parts.", directives=[about(20)])
    async def children(self, info: Info) -> "list[Category]":
        found = await info.context.loaders.categories_by_parent.load(self.record.id)
        info.context.spend(len(found or ()))
        return [Category.from_domain(each) for each in found or ()]

    @classmethod
    def from_domain(cls, category: domain.Category) -> "Category":
        """The GraphQL form of a category."""
        return cls(
            id=strawberry.ID(category.id),
            record=category,
            slug=category.slug,
            name=category.name,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Category | None":
        """The category another subgraph points at; None when it is gone."""
        found = await info.context.loaders.category_by_id.load(domain.CategoryId(id))
        return None if found is None else cls.from_domain(found)


@strawberry.federation.type(
    keys=["id", "sku"], description="Something the shop sells, or has sold."
)
class Product(Node):
    record: strawberry.Private[domain.Product]
    sku: strawberry.ID = strawberry.field(
        description="The shop's own article number; it never changes."
    )
    slug: str
    name: str
    description: str | None
    price: Money
    weight_grams: int | None
    tags: list[str]
    attributes: JSON | None = strawberry.field(
        description="What differs by category, for instance `capacity_ml` of a kettle."
    )
    status: domain.ProductStatus
    created_at: datetime
    updated_at: datetime

    @strawberry.field(description="The shelf it stands on.")
    async def category(self, info: Info) -> Category | None:
        if self.record.category_id is None:
            return None
        return await Category.resolve_reference(info, strawberry.ID(self.record.category_id))

    @strawberry.field(description="Null for a moment when a product is new and not yet counted.")
    async def inventory(self, info: Info) -> Inventory | None:
        stock = await info.context.loaders.stock_by_product.load(self.record.id)
        if stock is None:
            return None
        return Inventory(
            record=stock,
            product_id=self.record.id,
            level=stock.level,
            updated_at=stock.updated_at,
        )

    @classmethod
    def from_domain(cls, product: domain.Product) -> "Product":
        """The GraphQL form of a product."""
        return cls(
            id=strawberry.ID(product.id),
            record=product,
            sku=strawberry.ID(product.sku),
            slug=product.slug,
            name=product.name,
            description=product.description,
            price=Money.from_domain(product.price),
            weight_grams=product.weight_grams,
            tags=list(product.tags),
            attributes=JSON(product.attributes),
            status=product.status,
            created_at=product.created_at,
            updated_at=product.updated_at,
        )

    @classmethod
    async def resolve_reference(
        cls, info: Info, id: strawberry.ID | None = None, sku: strawberry.ID | None = None
    ) -> "Product | None":
        """The product another subgraph points at by either key; None when it is gone."""
        loaders = info.context.loaders
        if id is not None:
            found = await loaders.product_by_id.load(domain.ProductId(id))
        else:
            found = await loaders.product_by_sku.load(domain.Sku(str(sku)))
        return None if found is None else cls.from_domain(found)
