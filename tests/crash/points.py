"""Every point at which a process may be killed, and which process reaches it.

Before and after every commit and every outgoing call. A test holds this list against the code.
"""

from subgraphs.orders.domain.state import State

# Waited for by a timer of two weeks, or reached the same way as another one.
UNREACHED = {
    State.CREATED,
    State.DELIVERED,
    State.COMPLETED,
    State.DELIVERED_REFUNDING,
    State.COMPLETED_REFUNDING,
}
# Written with the key of what somebody asked for, but for a charge that was refused.
BEGUN = {State.SHIPPING, State.SHIPPED_REFUNDING}
MUTATIONS = ("cancelOrder", "retryPayment", "shipOrder", "refundOrder")
CALLED = (
    "stock:reserve",
    "stock:commit",
    "stock:release",
    "stock:return",
    "payments:authorize",
    "payments:capture",
    "payments:void",
    "payments:refund",
)
WHEN = ("before", "after")

COMMITS = [
    *(f"claim:{when}" for when in WHEN),
    *(f"begin:{mutation}:{when}" for mutation in MUTATIONS for when in WHEN),
    *(
        f"advance:{state.value}:{when}"
        for state in State
        if state not in UNREACHED | BEGUN
        for when in WHEN
    ),
]
CALLS = [f"{call}:{when}" for call in CALLED for when in WHEN]
STOCK = [
    "stock:open",
    "stock:take",
    "stock:keep",
    "stock:give_back",
    "stock:take_back",
    "stock:settle:COMMITTED",
    "stock:settle:RELEASED",
    "stock:settle:RETURNING",
    "stock:settle:RETURNED",
]
SWEEP = ["stock:clear"]
RELAY = ["relay:publish", "relay:published", "relay:told"]

POINTS: list[tuple[str, str]] = [
    *(("orders-1", point) for point in (*COMMITS, *CALLS)),
    *(("products-1", point) for point in STOCK),
    *(("products-worker", point) for point in SWEEP),
    *(("orders-worker", point) for point in RELAY),
]

# What becomes of accounts; test_accounts kills there.
ACCOUNT_POINTS = (
    *(f"register:{when}" for when in WHEN),
    *(f"refresh:{when}" for when in WHEN),
    *(f"close-buyer:{when}" for when in WHEN),
    *(f"delete-user:{when}" for when in WHEN),
    "users-relay:publish",
    "users-relay:published",
)
