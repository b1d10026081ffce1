"""What resolvers of one request may reach."""

from dataclasses import dataclass
from typing import TypeAlias

import strawberry

from subgraphs.common.context import RequestContext
from subgraphs.orders.loaders import Loaders
from subgraphs.orders.service import (
    BuyerService,
    CartService,
    ChangeService,
    ListService,
    PlacementService,
)


@dataclass(kw_only=True, slots=True)
class Context(RequestContext):
    """Who is asking, the loaders, and the use cases."""

    loaders: Loaders
    placements: PlacementService
    changes: ChangeService
    carts: CartService
    buyers: BuyerService
    lists: ListService


Info: TypeAlias = strawberry.Info[Context, None]
