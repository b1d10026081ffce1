"""What orders adds to a product: what carrying it costs, and who has bought it."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.federation.schema_directives import Cost

from subgraphs.common.cost import PAGED
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import Money, UserError
from subgraphs.orders.context import Info
from subgraphs.orders.domain.charges import is_served, shipping
from subgraphs.orders.domain.order import BuyerId

if TYPE_CHECKING:
    from subgraphs.orders.types.orders import OrderConnection

READ_ANY = "orders:read:any"
OrderConnectionLater = Annotated[
    "OrderConnection", strawberry.lazy("subgraphs.orders.types.orders")
]


@strawberry.federation.type(keys=["id"])
class Product:
    id: strawberry.ID
    # Never read here: the router sends the prices of a cart with the cart.
    price: Money = strawberry.federation.field(external=True, default=strawberry.UNSET)
    weight_grams: int | None = strawberry.federation.field(external=True, default=None)

    @strawberry.federation.field(
        requires=["weightGrams"],
        description="What carrying one piece there costs; null when the shop does not ship there.",
        directives=[Cost(weight=2)],
    )
    def shipping_estimate(self, country_code: str) -> Money | None:
        if not is_served(country_code):
            return None
        return Money.from_domain(shipping(self.weight_grams or 0, country_code))

    @strawberry.field(description="Whether the viewer has ordered it; null for a guest.")
    async def viewer_has_purchased(self, info: Info) -> bool | None:
        viewer = info.context.viewer
        if viewer is None:
            return None
        key = (BuyerId(viewer.id), str(self.id))
        return bool(await info.context.loaders.is_bought.load(key))

    @requires_scopes(READ_ANY)
    @strawberry.field(description="Orders with this product, newest first.", directives=[PAGED])
    async def orders(
        self, info: Info, first: int = 20, after: str | None = None
    ) -> OrderConnectionLater | None:
        from subgraphs.orders.types.lists import order_list
        from subgraphs.orders.types.orders import orders_page

        wanted = order_list(
            first=first, after=after, filter=None, sort=None, product_id=str(self.id)
        )
        return await orders_page(info, wanted)

    @classmethod
    def resolve_reference(cls, id: strawberry.ID, **required: object) -> "Product":
        """A product, as far as orders knows, with what the router has fetched for it."""
        weight = required.get("weightGrams")
        return cls(id=id, weight_grams=weight if isinstance(weight, int) else None)


@strawberry.type(description="The product does not exist or is not for sale.")
class ProductUnavailable(UserError):
    product_id: strawberry.ID

    @classmethod
    def named(cls, product_id: str, *path: str) -> "ProductUnavailable":
        """The error for the product at *path* below `input`."""
        return cls(
            code="PRODUCT_UNAVAILABLE",
            message="This product does not exist or is not for sale; remove it.",
            path=["input", *path],
            product_id=strawberry.ID(product_id),
        )
