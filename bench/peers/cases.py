"""What is asked of every implementation: the operations, at some length and concurrency."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bench.operations import CONNECTIONS, ORDER_HISTORY, PRODUCT_PAGE
from bench.peers.histories import Shop
from bench.peers.load import request
from bench.peers.running import Runner
from devstack.keys import router_secret

ORDERS_PAGE = ORDER_HISTORY.replace("{ viewer", "($first: Int!) { viewer", 1).replace(
    "first: 5", "first: $first"
)
PRODUCTS = """query ($keys: [_Any!]!) { _entities(representations: $keys) {
  ... on Product { name slug inventory { level } } } }"""
USERS = """query ($keys: [_Any!]!) { _entities(representations: $keys) {
  ... on User { displayName } } }"""
# Different questions a connection asks in turn.
VARIETY = 10

Headers = Mapping[str, str]
Body = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One operation at one length of its list, from so many connections."""

    operation: str
    length: int
    connections: int = CONNECTIONS
    # Its questions for one connection.
    bodies: Callable[[Shop, int], Sequence[Body]]
    # The subgraph that is asked without a router; None for a federated operation.
    subgraph: str | None = None

    @property
    def title(self) -> str:
        """In words."""
        return f"{self.operation} x {self.length}, {self.connections} connections"

    def port(self, runner: Runner) -> int:
        """Where it is sent."""
        return runner.port(self.subgraph or "router")

    def questions(self, shop: Shop) -> list[tuple[Headers, Sequence[Body]]]:
        """For each connection what it asks in turn; each is a buyer of its own, with a new token.

        The router answers identical questions of one buyer once for all who wait.
        """
        trust = {}
        if self.subgraph is not None:
            trust = {"x-router-secret": router_secret(shop.stack.layout, self.subgraph)}
        return [
            ({"authorization": f"Bearer {token}", **trust}, self.bodies(shop, connection))
            for connection, token in enumerate(shop.tokens(self.connections))
        ]

    def requests(self, runner: Runner, shop: Shop) -> list[list[bytes]]:
        """The same as bytes on their way to *runner*."""
        port = self.port(runner)
        return [
            [request(port, headers, json.dumps(body).encode()) for body in bodies]
            for headers, bodies in self.questions(shop)
        ]


def order_history(length: int = 5, connections: int = CONNECTIONS) -> Case:
    """The newest orders of whoever is asking, through all three subgraphs."""
    body = {"query": ORDERS_PAGE, "variables": {"first": length}}
    return Case(
        operation="order history",
        length=length,
        connections=connections,
        bodies=lambda shop, connection: [body],
    )


def product_page(connections: int = CONNECTIONS) -> Case:
    """One product with its category and stock, another one each time."""

    def bodies(shop: Shop, connection: int) -> list[Body]:
        return [
            {"query": PRODUCT_PAGE, "variables": {"slug": product["slug"]}}
            for (product,) in _hands(shop.products, connection, 1)
        ]

    return Case(operation="product page", length=1, connections=connections, bodies=bodies)


def product_entities(length: int = 20) -> Case:
    """So many products by id, asked of the products subgraph itself."""

    def bodies(shop: Shop, connection: int) -> list[Body]:
        return [
            _entities(PRODUCTS, "Product", [product["id"] for product in products])
            for products in _hands(shop.products, connection, length)
        ]

    return Case(
        operation="_entities of products", length=length, bodies=bodies, subgraph="products"
    )


def user_entities(length: int = 20) -> Case:
    """So many people by id, asked of the users subgraph itself."""

    def bodies(shop: Shop, connection: int) -> list[Body]:
        return [_entities(USERS, "User", ids) for ids in _hands(shop.buyers, connection, length)]

    return Case(operation="_entities of users", length=length, bodies=bodies, subgraph="users")


def _entities(query: str, type: str, ids: Sequence[str]) -> Body:
    keys = [{"__typename": type, "id": id} for id in ids]
    return {"query": query, "variables": {"keys": keys}}


def _hands(pool: Sequence[T], connection: int, size: int) -> list[list[T]]:
    """What a connection asks for in turn: the same for every implementation, no two the same."""
    chance = random.Random(connection)  # noqa: S311 - a choice, not a secret
    return [chance.sample(pool, size) for _ in range(VARIETY)]
