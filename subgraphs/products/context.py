"""What resolvers of one request may reach."""

from dataclasses import dataclass
from typing import TypeAlias

import strawberry

from subgraphs.common.context import RequestContext
from subgraphs.products.loaders import Loaders
from subgraphs.products.service import CatalogueService, StockService


@dataclass(kw_only=True, slots=True)
class Context(RequestContext):
    """Who is asking, the loaders, and the use cases."""

    loaders: Loaders
    catalogue: CatalogueService
    stock: StockService


Info: TypeAlias = strawberry.Info[Context, None]
