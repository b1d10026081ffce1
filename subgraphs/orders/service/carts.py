"""Putting things aside to order them later."""

from subgraphs.common.errors import Unavailable
from subgraphs.orders.clients import Stock
from subgraphs.orders.domain.cart import TOO_MANY, Cart, CartOutcome, NotForSale, unfit
from subgraphs.orders.domain.order import BuyerId
from subgraphs.orders.domain.placement import MAX_LINES, QUANTITY, InvalidValue
from subgraphs.orders.store import CartStore


class CartService:
    """One cart a buyer. What cannot be bought is refused, as long as the catalogue answers."""

    def __init__(self, carts: CartStore, stock: Stock) -> None:
        self._carts = carts
        self._stock = stock

    async def add(self, buyer_id: BuyerId, product_id: str, quantity: int) -> CartOutcome:
        """Put pieces into the cart, beside those of the product that are there."""
        refused = unfit(product_id, quantity)
        if refused is not None:
            return refused
        if not await self._is_sold(product_id):
            return NotForSale(product_id=product_id)
        if not await self._carts.add(buyer_id, product_id, quantity, MAX_LINES):
            return TOO_MANY
        return await self._cart(buyer_id)

    async def change(self, buyer_id: BuyerId, item_id: str, quantity: int) -> CartOutcome:
        """Have so many pieces of an item; none takes it out."""
        if quantity != 0 and quantity not in QUANTITY:
            message = f"A quantity is {QUANTITY.start} to {QUANTITY.stop - 1}; 0 takes it out."
            return InvalidValue(path=["quantity"], message=message)
        if not await self._carts.change(buyer_id, item_id, quantity):
            return InvalidValue(path=["cartItemId"], message="This is not in your cart.")
        return await self._cart(buyer_id)

    async def clear(self, buyer_id: BuyerId) -> CartOutcome:
        """Take everything out."""
        await self._carts.clear(buyer_id)
        return await self._cart(buyer_id)

    async def _is_sold(self, product_id: str) -> bool:
        try:
            return await self._stock.is_sold(product_id)
        except Unavailable:
            # Putting aside promises nothing; ordering asks again.
            return True

    async def _cart(self, buyer_id: BuyerId) -> Cart | None:
        return (await self._carts.carts_by_buyer([buyer_id])).get(buyer_id)
