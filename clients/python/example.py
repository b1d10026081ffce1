# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx==0.28.1", "pydantic==2.14.3"]
# ///
"""Buys one product, once, however often the network fails. COMMERCE_PASSWORD holds the password."""

import argparse
import asyncio
import os
import sys
from uuid import uuid4

import httpx

from commerce_client import (
    LoginInput,
    MoneyInput,
    OrderItemInput,
    OrderState,
    OrderStatus,
    PlaceOrderInput,
    PlaceOrderPlaceOrder,
    ProductBySkuProduct,
    ShippingAddressInput,
    StockLevel,
)
from commerce_client import PlaceOrderPlaceOrderErrorsOrderInProgress as OrderInProgress
from errors import RequestFailed
from persisted import CommerceClient
from retries import safely

HOME = ShippingAddressInput(
    name="Ada Lovelace", line_1="Hauptstr. 1", city="Berlin", postal_code="10115", country_code="DE"
)


async def sign_in(client: CommerceClient, email: str, password: str) -> None:
    """Sign in, or end the program with the shop's reason."""
    answer = (await safely(lambda: client.login(LoginInput(email=email, password=password)))).login
    if answer.session is None:
        sys.exit("; ".join(error.message for error in answer.errors))
    client.sign_in(answer.session.access_token)


async def find_product(client: CommerceClient, sku: str | None) -> ProductBySkuProduct:
    """The product asked for; without a SKU, the newest one in stock."""
    if sku is None:
        products = (await safely(lambda: client.product_list(first=20))).products
        in_stock = (
            each.sku
            for each in (products.nodes if products else [])
            if each.inventory and each.inventory.level is StockLevel.IN_STOCK
        )
        sku = next(in_stock, "")
    product = (await safely(lambda: client.product_by_sku(sku, HOME.country_code))).product
    return product or sys.exit(f"There is no product {sku!r}.")


def total_of(product: ProductBySkuProduct) -> MoneyInput | None:
    """What one piece should cost with shipping; None while orders cannot tell the shipping."""
    if product.shipping_estimate is None:
        return None
    amount = product.price.amount + product.shipping_estimate.amount
    return MoneyInput(amount=amount, currency=product.price.currency)


async def place(client: CommerceClient, product: ProductBySkuProduct, token: str) -> OrderState:
    """Order one piece; every retry carries the same key, so it is bought at most once."""
    order = PlaceOrderInput(
        idempotency_key=str(uuid4()),
        items=[OrderItemInput(product_id=product.id, quantity=1)],
        shipping_address=HOME,
        payment_method_token=token,
        expected_total=total_of(product),
    )
    while True:
        answer = (await safely(lambda: client.place_order(order))).place_order
        waits = [each.retry_after_ms for each in answer.errors if isinstance(each, OrderInProgress)]
        if not waits:
            return placed(answer)
        await asyncio.sleep(waits[0] / 1000)


def placed(answer: PlaceOrderPlaceOrder) -> OrderState:
    """The order, or the end of the program with the shop's reasons."""
    if answer.errors or answer.order is None:
        sys.exit("; ".join(f"{error.code}: {error.message}" for error in answer.errors))
    return answer.order


async def settled(client: CommerceClient, order: OrderState) -> OrderState:
    """The order once it is no longer PENDING: placing answers before a slow payment does."""
    number, order_id = order.number, order.id
    while order.status is OrderStatus.PENDING:
        await asyncio.sleep(1)
        found = (await safely(lambda: client.order_by_id(order_id))).order
        order = found or sys.exit(f"Order {number} is gone.")
    return order


async def buy(arguments: argparse.Namespace, password: str) -> None:
    """The whole of it: sign in, find, place, wait, tell."""
    async with CommerceClient(arguments.url, name="python-example", version="1.0.0") as client:
        await sign_in(client, arguments.email, password)
        product = await find_product(client, arguments.sku)
        print(f"{product.sku}  {product.name}  {product.price.amount} {product.price.currency}")
        order = await settled(client, await place(client, product, arguments.token))
        total = f"{order.total.amount} {order.total.currency}" if order.total else "not priced"
        print(f"{order.number}  {order.status.value}  {total}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:4000/graphql")
    parser.add_argument("--email", required=True)
    parser.add_argument("--sku", help="what to buy; without it, the newest product in stock")
    parser.add_argument("--token", default="tok_visa", help="how to pay, from the provider")
    arguments = parser.parse_args()
    password = os.environ.get("COMMERCE_PASSWORD") or parser.error("COMMERCE_PASSWORD is not set")
    try:
        asyncio.run(buy(arguments, password))
    except RequestFailed as failure:
        sys.exit(f"{failure}  {' '.join(failure.correlation_ids)}".rstrip())
    except httpx.TransportError as failure:
        sys.exit(f"{arguments.url} does not answer: {failure}")


if __name__ == "__main__":
    main()
