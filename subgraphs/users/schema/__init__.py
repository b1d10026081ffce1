"""The users subgraph's schema."""

from subgraphs.common.schema import SubgraphSchema
from subgraphs.users.schema.mutation import Mutation
from subgraphs.users.schema.query import Query
from subgraphs.users.types.people import Category, Order, Product, User

schema = SubgraphSchema(query=Query, mutation=Mutation, types=[User, Product, Category, Order])
