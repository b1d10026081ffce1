"""The orders subgraph's Query and Mutation."""

from subgraphs.common.schema import SubgraphSchema
from subgraphs.orders.schema.mutation import Mutation
from subgraphs.orders.schema.query import Query
from subgraphs.orders.types.carts import Cart
from subgraphs.orders.types.orders import Order, User
from subgraphs.orders.types.products import Product

__all__ = ["schema"]

schema = SubgraphSchema(query=Query, mutation=Mutation, types=[Order, User, Product, Cart])
