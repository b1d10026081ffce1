"""Carts: what a buyer has put aside, at today's prices."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, TypeAlias, assert_never

import strawberry
from strawberry.federation.schema_directives import Cost

from subgraphs.common import money
from subgraphs.common.cost import about
from subgraphs.common.scopes import requires_scopes
from subgraphs.common.types import InvalidInput, Money
from subgraphs.orders.context import Info
from subgraphs.orders.domain import cart as domain
from subgraphs.orders.domain.charges import is_served, shipping
from subgraphs.orders.domain.order import BuyerId
from subgraphs.orders.domain.placement import InvalidValue
from subgraphs.orders.types.products import Product, ProductUnavailable

PRICES = "items { product { price { amount currency } } }"
# The price, which a product always has, tells one without a weight from one that did not come.
WEIGHTS = "items { product { weightGrams price { amount } } }"


@strawberry.type(description="So many pieces of a product, put aside.")
class CartItem:
    id: strawberry.ID
    product: Product | None = strawberry.field(description="Null once it is gone; take it out.")
    quantity: int
    added_at: datetime

    @classmethod
    def from_domain(cls, item: domain.CartItem) -> "CartItem":
        """The GraphQL form of an item."""
        return cls(
            id=strawberry.ID(item.id),
            product=Product(id=strawberry.ID(item.product_id)),
            quantity=item.quantity,
            added_at=item.added_at,
        )


@requires_scopes(owner=lambda cart: cart.record.buyer_id)
@strawberry.federation.type(keys=["id"], description="What a buyer has put aside.")
class Cart:
    record: strawberry.Private[domain.Cart]
    prices: strawberry.Private[list[Decimal | None]]
    weights: strawberry.Private[list[int | None]]
    id: strawberry.ID
    updated_at: datetime

    @strawberry.field(description="In the order they were added.", directives=[about(10)])
    def items(self) -> list[CartItem]:
        return [CartItem.from_domain(item) for item in self.record.items]

    @strawberry.federation.field(
        requires=[PRICES],
        description="At today's prices, without shipping; null while a price is not known.",
    )
    def estimated_subtotal(self) -> Money | None:
        quantities = [item.quantity for item in self.record.items]
        # The cart may have changed since the router read its items.
        if len(quantities) != len(self.prices):
            return None
        known = [price for price in self.prices if price is not None]
        if len(known) != len(quantities):
            return None
        amount = sum(
            (price * quantity for price, quantity in zip(known, quantities, strict=True)),
            Decimal("0.00"),
        )
        return Money.from_domain(money.Money(amount=amount))

    @strawberry.federation.field(
        requires=[WEIGHTS],
        description="What carrying all of it there costs; null while a weight is not known, and "
        "where the shop does not ship.",
        directives=[Cost(weight=2)],
    )
    def shipping_estimate(self, country_code: str) -> Money | None:
        quantities = [item.quantity for item in self.record.items]
        known = [weight for weight in self.weights if weight is not None]
        if not known or len(known) != len(quantities) or not is_served(country_code):
            return None
        weight = sum(grams * quantity for grams, quantity in zip(known, quantities, strict=True))
        return Money.from_domain(shipping(weight, country_code))

    @classmethod
    def from_domain(cls, cart: domain.Cart, items: Any = ()) -> "Cart":
        """The GraphQL form of a cart; *items* are those the router fetched what is required for."""
        return cls(
            record=cart,
            prices=[_price(item) for item in items],
            weights=[_weight(item) for item in items],
            id=strawberry.ID(cart.id),
            updated_at=cart.updated_at,
        )

    @classmethod
    async def resolve_reference(
        cls, info: Info, id: strawberry.ID, **required: Any
    ) -> "Cart | None":
        """The cart, with what the router has fetched for it; None when there is none."""
        found = await info.context.loaders.cart_by_id.load(domain.CartId(id))
        return None if found is None else cls.from_domain(found, required.get("items") or ())


async def cart_of(info: Info, buyer_id: str) -> Cart | None:
    """The cart of a buyer."""
    found = await info.context.loaders.cart_by_buyer.load(BuyerId(buyer_id))
    return None if found is None else Cart.from_domain(found)


@strawberry.input
class AddToCartInput:
    product_id: strawberry.ID
    quantity: int = strawberry.field(
        default=1, description="1 to 100 pieces, beside those that are there; 100 at most."
    )


@strawberry.input
class UpdateCartItemInput:
    cart_item_id: strawberry.ID
    quantity: int = strawberry.field(description="1 to 100 pieces; 0 takes it out.")


CartError: TypeAlias = Annotated[ProductUnavailable | InvalidInput, strawberry.union("CartError")]


@strawberry.type
class CartPayload:
    cart: Cart | None = None
    errors: list[CartError] = strawberry.field(default_factory=list)

    @classmethod
    def from_domain(cls, outcome: domain.CartOutcome) -> "CartPayload":
        """The payload for each outcome."""
        match outcome:
            case domain.Cart():
                return cls(cart=Cart.from_domain(outcome))
            case domain.NotForSale():
                error = ProductUnavailable.named(outcome.product_id, "productId")
                return cls(errors=[error])
            case InvalidValue():
                return cls(errors=[InvalidInput.at(outcome.message, *outcome.path)])
            case None:
                return cls()
            case _:
                assert_never(outcome)


def _price(item: Any) -> Decimal | None:
    price = ((item or {}).get("product") or {}).get("price") or {}
    amount = price.get("amount")
    return None if amount is None else Decimal(amount)


def _weight(item: Any) -> int | None:
    product = (item or {}).get("product") or {}
    # A product without a weight is carried as if it had none, as its own estimate says.
    return None if product.get("price") is None else product.get("weightGrams") or 0
