"""What orders calls: the stock of products, and a payment provider."""

from subgraphs.orders.clients.payments import (
    Authorized,
    Declined,
    Payments,
    SandboxPayments,
)
from subgraphs.orders.clients.stock import Refused, Reserved, Stock, UnknownProducts

__all__ = [
    "Authorized",
    "Declined",
    "Payments",
    "Refused",
    "Reserved",
    "SandboxPayments",
    "Stock",
    "UnknownProducts",
]
