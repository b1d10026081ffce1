"""The products subgraph's Query and Mutation: parse, call, match.

Every root field of Query is nullable: products that is down must not take other roots with it.
"""

import strawberry

from subgraphs.common.caching import CacheControl
from subgraphs.common.cost import PAGED, about
from subgraphs.common.errors import BadUserInput
from subgraphs.common.pages import page_size
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.scopes import requires_scopes
from subgraphs.products.context import Info
from subgraphs.products.types.catalogue import Category, Product
from subgraphs.products.types.lists import ProductConnection, ProductFilter, ProductSort
from subgraphs.products.types.reservations import (
    ReserveStockInput,
    ReserveStockPayload,
    StockReservation,
    holder,
)

# The stock moves of one order; a shop's largest basket is far below it.
MAX_LINES = 100
MAX_QUANTITY = 10_000
# Prices and stock levels may be a minute old on a page; placeOrder looks at them afresh.
PRODUCT_CACHE = CacheControl(max_age=60)
CATEGORY_CACHE = CacheControl(max_age=300)


@strawberry.type
class Query:
    @strawberry.field(
        description="One product, by exactly one of its keys; null when there is none.",
        directives=[PRODUCT_CACHE],
    )
    async def product(
        self,
        info: Info,
        id: strawberry.ID | None = None,
        slug: str | None = None,
        sku: str | None = None,
    ) -> Product | None:
        if sum(key is not None for key in (id, slug, sku)) != 1:
            raise BadUserInput("Name the product by exactly one of `id`, `slug` and `sku`.")
        if slug is not None:
            found = await info.context.loaders.product_by_slug.load(slug)
            return None if found is None else Product.from_domain(found)
        return await Product.resolve_reference(
            info, id, None if sku is None else strawberry.ID(sku)
        )

    @strawberry.field(
        description="The products for sale, page by page.",
        directives=[PAGED, PRODUCT_CACHE],
    )
    async def products(
        self,
        info: Info,
        first: int = 20,
        after: str | None = None,
        filter: ProductFilter | None = None,
        sort: ProductSort | None = None,
    ) -> ProductConnection | None:
        wanted = (filter or ProductFilter()).to_domain()
        order = (sort or ProductSort()).to_domain()
        info.context.spend(first)
        page = await info.context.catalogue.page(wanted, order, first=first, after=after)
        return ProductConnection.from_domain(page, wanted, order)

    @strawberry.field(
        description="One category, by exactly one of its keys; null when there is none.",
        directives=[CATEGORY_CACHE],
    )
    async def category(
        self, info: Info, id: strawberry.ID | None = None, slug: str | None = None
    ) -> Category | None:
        if (id is None) == (slug is None):
            raise BadUserInput("Name the category by exactly one of `id` and `slug`.")
        if id is not None:
            return await Category.resolve_reference(info, id)
        found = await info.context.catalogue.category_by_slug(str(slug))
        return None if found is None else Category.from_domain(found)

    @strawberry.field(
        description="The parts of a category; without one, the topmost categories.",
        directives=[about(50), CATEGORY_CACHE],
    )
    async def categories(
        self, info: Info, parent_id: strawberry.ID | None = None
    ) -> list[Category] | None:
        found = await info.context.catalogue.categories(parent_id)
        return [Category.from_domain(each) for each in found]

    @requires_scopes("internal:saga")
    @strawberry.federation.field(
        inaccessible=True,
        description="Reservations by order id, those behind `after`: what a reconciliation reads.",
        directives=[about(100)],
    )
    async def stock_reservations(
        self, info: Info, first: int = 100, after: str = ""
    ) -> list[StockReservation] | None:
        found = await info.context.stock.reservations(after, page_size(first))
        return [StockReservation.from_domain(each) for each in found]


@strawberry.type
class Mutation:
    @requires_scopes("internal:saga")
    @strawberry.federation.mutation(
        inaccessible=True, description="Holds all lines of an order or none; repeatable."
    )
    async def reserve_stock(self, info: Info, input: ReserveStockInput) -> ReserveStockPayload:
        lines = input.to_domain()
        if not 1 <= len(lines) <= MAX_LINES:
            raise BadUserInput(f"A reservation has 1 to {MAX_LINES} lines.")
        if not all(1 <= line.quantity <= MAX_QUANTITY for line in lines):
            raise BadUserInput(f"A quantity is 1 to {MAX_QUANTITY}.")
        outcome = await info.context.stock.reserve(holder(input.order_id), lines)
        return ReserveStockPayload.from_domain(outcome)

    @requires_scopes("internal:saga")
    @strawberry.federation.mutation(
        inaccessible=True, description="Makes a held reservation a sale; repeatable."
    )
    async def commit_reservation(
        self, info: Info, reservation_id: strawberry.ID
    ) -> StockReservation | None:
        found = await info.context.stock.commit(holder(reservation_id))
        return None if found is None else StockReservation.from_domain(found)

    @requires_scopes("internal:saga")
    @strawberry.federation.mutation(
        inaccessible=True, description="Gives the stock of a held reservation back; repeatable."
    )
    async def release_reservation(
        self, info: Info, reservation_id: strawberry.ID
    ) -> StockReservation:
        released = await info.context.stock.release(holder(reservation_id))
        return StockReservation.from_domain(released)

    @requires_scopes("internal:saga")
    @strawberry.federation.mutation(
        inaccessible=True, description="Puts a cancelled sale on the shelf again; repeatable."
    )
    async def return_reservation(
        self, info: Info, reservation_id: strawberry.ID
    ) -> StockReservation | None:
        found = await info.context.stock.take_back(holder(reservation_id))
        return None if found is None else StockReservation.from_domain(found)


schema = SubgraphSchema(query=Query, mutation=Mutation, types=[Product, Category])
