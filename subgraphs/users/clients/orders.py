"""The orders subgraph, asked through its hidden mutation."""

from subgraphs.common.calls import GraphQLCalls
from subgraphs.common.faults import reach

CLOSE = "mutation CloseBuyer($id: ID!) { closeBuyer(userId: $id) { isClosed openOrders } }"


class Orders:
    """Each call is repeatable; Unavailable means that nobody knows whether it took effect."""

    def __init__(self, orders: GraphQLCalls) -> None:
        self._orders = orders

    async def close_buyer(self, user_id: str) -> int:
        """Take no more orders from this person: 0, or how many open orders forbid it."""
        reach("close-buyer:before")
        answer = (await self._orders.ask(CLOSE, {"id": user_id}))["closeBuyer"]
        reach("close-buyer:after")
        return 0 if answer["isClosed"] else int(answer["openOrders"])
