"""The orders subgraph's Query and Mutation: parse, call, match."""

import strawberry
from strawberry.federation.schema_directives import Cost

from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.scopes import requires_scopes
from subgraphs.orders.context import Info
from subgraphs.orders.domain.placement import InProgress, Placed
from subgraphs.orders.types.orders import Order, User, Viewer
from subgraphs.orders.types.parts import Product
from subgraphs.orders.types.placement import PlaceOrderInput, PlaceOrderPayload


@strawberry.type
class Query:
    @strawberry.federation.field(
        shareable=True, description="Everything about whoever is asking; null for a guest."
    )
    def viewer(self, info: Info) -> Viewer | None:
        return None if info.context.viewer is None else Viewer()

    @requires_scopes()
    @strawberry.field(description="The viewer's own order, or any order with `orders:read:any`.")
    async def order(self, info: Info, id: strawberry.ID) -> Order | None:
        return await Order.resolve_reference(info, id)


@strawberry.type
class Mutation:
    @requires_scopes("orders:write")
    @strawberry.mutation(
        description="Places at most one order per viewer and key; a retry gets the first outcome.",
        directives=[Cost(weight=20)],
    )
    async def place_order(self, info: Info, input: PlaceOrderInput) -> PlaceOrderPayload:
        viewer = info.context.require_viewer()
        outcome = await info.context.placements.place(input.to_domain(viewer.id))
        if isinstance(outcome, Placed | InProgress):
            info.context.loaders.forget(outcome.order.id)
        return PlaceOrderPayload.from_domain(outcome)


schema = SubgraphSchema(query=Query, mutation=Mutation, types=[Order, User, Product])
