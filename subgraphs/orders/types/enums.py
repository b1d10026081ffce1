"""The domain's enums as GraphQL names and describes them; made before any type that uses them."""

import strawberry

from subgraphs.orders.domain import lists, order, sales, state

strawberry.enum(state.OrderStatus, description="Where an order stands.")
strawberry.enum(state.OrderAction, description="What can be done with an order.")
strawberry.enum(
    state.EventType,
    name="OrderEventType",
    description="What can happen to an order. CREATED, CONFIRMED, SHIPPED, DELIVERED, COMPLETED, "
    "CANCELLED, REJECTED and REFUNDED are told to others; the rest are steps on the way.",
)
strawberry.enum(order.RejectionReason, description="Why an order was not placed.")
strawberry.enum(order.CancelReason, description="Why an order was cancelled.")
strawberry.enum(order.PaymentStatus, description="Where the money stands.")
strawberry.enum(order.RefundStatus, description="Where money on its way back stands.")
strawberry.enum(lists.OrderSortField)
strawberry.enum(lists.SortDirection)
strawberry.enum(sales.SummaryInterval, description="Weeks begin on Monday; all in UTC.")
