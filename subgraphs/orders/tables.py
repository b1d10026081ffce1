"""The tables of the orders database."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from subgraphs.common.migrate import NAMING

metadata = MetaData(naming_convention=NAMING)

order_numbers = Sequence("order_numbers", start=10_001, metadata=metadata)

orders = Table(
    "orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, order_numbers, nullable=False, unique=True),
    Column("buyer_id", Uuid, nullable=False),
    # Outlives the key row, so that an expired key can never double an order.
    Column("idempotency_key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("requested", JSONB, nullable=False),
    Column("currency", Text, nullable=False),
    Column("expected_total", Numeric(14, 2)),
    # Null until the catalogue has priced the order.
    Column("total", Numeric(14, 2)),
    Column("payment_token", Text, nullable=False),
    Column("shipping_address", JSONB, nullable=False),
    Column("note", Text),
    Column("refusal", JSONB),
    # Until then one driver works on it; afterwards any may.
    Column("lease_until", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("buyer_id", "idempotency_key"),
    # Ids are time-ordered, so the newest orders of a buyer are a walk of this index.
    Index("ix_orders_buyer_id_id", "buyer_id", "id"),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("viewer_id", Uuid, primary_key=True),
    Column("mutation", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

order_items = Table(
    "order_items",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("product_id", Uuid, nullable=False),
    Column("sku", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", Numeric(12, 2), nullable=False),
    Column("currency", Text, nullable=False),
    UniqueConstraint("order_id", "position"),
)

order_events = Table(
    "order_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False),
    Column("type", Text, nullable=False),
    Column("state_before", Text),
    Column("state_after", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    # Each thing happens to an order once.
    UniqueConstraint("order_id", "type"),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("amount", Numeric(14, 2), nullable=False),
    Column("currency", Text, nullable=False),
    Column("method_label", Text),
    Column("failure_code", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
