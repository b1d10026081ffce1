"""What orders calls: the stock of products, and a payment provider."""

from subgraphs.orders.clients.payments import (
    Account,
    Authorized,
    Declined,
    Handle,
    Notice,
    Payments,
)
from subgraphs.orders.clients.sandbox import SandboxPayments
from subgraphs.orders.clients.stock import (
    Lapsed,
    Refused,
    Reserved,
    Stock,
    UnknownProducts,
)
from subgraphs.orders.clients.stripe import StripePayments

__all__ = [
    "Account",
    "Authorized",
    "Declined",
    "Handle",
    "Lapsed",
    "Notice",
    "Payments",
    "Refused",
    "Reserved",
    "SandboxPayments",
    "Stock",
    "StripePayments",
    "UnknownProducts",
]
