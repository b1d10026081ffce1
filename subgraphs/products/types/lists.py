"""Lists of products: filter, sort, and pages as Relay connections."""

from decimal import Decimal

import strawberry

from subgraphs.common.pages import Page
from subgraphs.common.types import PageInfo
from subgraphs.products import domain
from subgraphs.products.context import Info
from subgraphs.products.service.catalogue import cursor
from subgraphs.products.types.catalogue import Product

strawberry.enum(domain.ProductSortField)
strawberry.enum(domain.SortDirection)


@strawberry.input(description="All conditions must hold; one left out does not count.")
class ProductFilter:
    category_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="In any of these categories."
    )
    tags: list[str] | None = strawberry.field(default=None, description="With all of these tags.")
    price_min: Decimal | None = None
    price_max: Decimal | None = None

    def to_domain(self) -> domain.ProductFilter:
        """The filter as the domain knows it."""
        categories = self.category_ids
        return domain.ProductFilter(
            category_ids=None if categories is None else [domain.CategoryId(c) for c in categories],
            tags=self.tags,
            price_min=self.price_min,
            price_max=self.price_max,
        )


@strawberry.input(description="Equal values are ordered by id.")
class ProductSort:
    field: domain.ProductSortField = domain.ProductSortField.CREATED_AT
    direction: domain.SortDirection = domain.SortDirection.DESC

    def to_domain(self) -> domain.ProductSort:
        """The order as the domain knows it."""
        return domain.ProductSort(field=self.field, direction=self.direction)


@strawberry.type
class ProductEdge:
    cursor: str
    node: Product


@strawberry.type
class ProductConnection:
    wanted: strawberry.Private[domain.ProductFilter]
    edges: list[ProductEdge]
    nodes: list[Product]
    page_info: PageInfo

    @strawberry.field(description="How many there are in all; counting stops at 10,000.")
    async def total_count(self, info: Info) -> int | None:
        return await info.context.catalogue.count(self.wanted)

    @classmethod
    def from_domain(
        cls, page: Page[domain.Product], wanted: domain.ProductFilter, sort: domain.ProductSort
    ) -> "ProductConnection":
        """The connection of one page."""
        nodes = [Product.from_domain(each) for each in page.items]
        cursors = [cursor(each, sort) for each in page.items]
        edges = [ProductEdge(cursor=c, node=node) for c, node in zip(cursors, nodes, strict=True)]
        info = PageInfo.of(cursors, has_next=page.has_next, has_previous=page.has_previous)
        return cls(wanted=wanted, edges=edges, nodes=nodes, page_info=info)
