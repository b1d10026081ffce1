"""What users calls: orders, before an account goes; and whoever wants to hear of accounts."""

from subgraphs.users.clients.orders import Orders
from subgraphs.users.clients.subscribers import Refused, Subscriber

__all__ = ["Orders", "Refused", "Subscriber"]
