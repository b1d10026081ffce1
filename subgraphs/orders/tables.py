"""The tables of the orders database."""

from faststream_outbox import make_dlq_table, make_outbox_table
from sqlalchemy import (
    BigInteger,
    Boolean,
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
    text,
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
    # Lives as long, so that a key that outlived its record is still compared.
    Column("fingerprint", Text, nullable=False),
    Column("state", Text, nullable=False),
    # How many things have happened to it: whoever writes names the version it has read.
    Column("version", Integer, nullable=False),
    # Which try of placing it this is; each has its own hold and its own payment.
    Column("attempt", Integer, nullable=False),
    Column("attempted_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("requested", JSONB, nullable=False),
    # What was ordered leaves the cart when the order is confirmed.
    Column("from_cart", Boolean, nullable=False),
    Column("currency", Text, nullable=False),
    Column("expected_total", Numeric(14, 2)),
    # Null until the catalogue has priced the order.
    Column("subtotal", Numeric(14, 2)),
    Column("shipping", Numeric(14, 2)),
    Column("tax", Numeric(14, 2)),
    Column("total", Numeric(14, 2)),
    Column("refunded", Numeric(14, 2), nullable=False, server_default="0"),
    # Empty once the buyer is forgotten; a buyer's own never is.
    Column("payment_token", Text, nullable=False),
    Column("shipping_address", JSONB, nullable=False),
    Column("note", Text),
    Column("refusal", JSONB),
    Column("cancel_reason", Text),
    # The latest wake-up call, which is set for as long as the order is not settled.
    Column("timer", Text),
    Column("attention_at", DateTime(timezone=True)),
    # Until then one driver works on it; afterwards any may.
    Column("lease_until", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("buyer_id", "idempotency_key"),
    # Ids are time-ordered, so the newest orders of a buyer are a walk of this index.
    Index("ix_orders_buyer_id_id", "buyer_id", "id"),
    Index("ix_orders_buyer_id_total_id", "buyer_id", text("coalesce(total, 0)"), "id"),
    Index("ix_orders_created_at_id", "created_at", "id"),
    Index("ix_orders_total_id", text("coalesce(total, 0)"), "id"),
    # Few at any time; a reconciliation and the metrics look for them.
    Index("ix_orders_state", "state", postgresql_where=text("state not in ('COMPLETED')")),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("viewer_id", Uuid, primary_key=True),
    Column("mutation", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("order_id", Uuid, nullable=False),
    # The refusal every retry is told, and which refund is meant; null for plain success.
    Column("outcome", JSONB),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_idempotency_keys_order_id", "order_id"),
    Index("ix_idempotency_keys_created_at", "created_at"),
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
    Column("weight_grams", Integer, nullable=False, server_default="0"),
    UniqueConstraint("order_id", "position"),
    Index("ix_order_items_product_id_order_id", "product_id", "order_id"),
)

order_events = Table(
    "order_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False),
    # The order's version from then on.
    Column("sequence", Integer, nullable=False),
    Column("type", Text, nullable=False),
    # The how many-th of its type: a payment may be tried, and money given back, more than once.
    Column("number", Integer, nullable=False, server_default="1"),
    Column("status_before", Text),
    Column("status_after", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("note", Text),
    Column("is_public", Boolean, nullable=False),
    Column("relayed_at", DateTime(timezone=True)),
    Column("occurred_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("order_id", "sequence"),
    # Each thing happens to an order once, or once a number.
    UniqueConstraint("order_id", "type", "number"),
    # What is still to be told to others: a handful at any time.
    Index(
        "ix_order_events_unrelayed",
        "occurred_at",
        postgresql_where=text("is_public and relayed_at is null"),
    ),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("amount", Numeric(14, 2), nullable=False),
    Column("currency", Text, nullable=False),
    Column("method_label", Text),
    Column("failure_code", Text),
    # The provider's own name for it.
    Column("reference", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("order_id", "attempt"),
)

refunds = Table(
    "refunds",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("amount", Numeric(14, 2), nullable=False),
    Column("currency", Text, nullable=False),
    Column("reason", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("order_id", "number"),
)

shipments = Table(
    "shipments",
    metadata,
    Column("order_id", Uuid, ForeignKey("orders.id"), primary_key=True),
    Column("carrier", Text, nullable=False),
    Column("tracking_number", Text),
    # Null while the charge is not known to have succeeded: nothing has left the shop.
    Column("shipped_at", DateTime(timezone=True)),
    Column("delivered_at", DateTime(timezone=True)),
)

carts = Table(
    "carts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("buyer_id", Uuid, nullable=False, unique=True),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

cart_items = Table(
    "cart_items",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("cart_id", Uuid, ForeignKey("carts.id"), nullable=False),
    Column("product_id", Uuid, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("cart_id", "product_id"),
)

# What users told of somebody. Most buyers have no row: nothing is in their way.
buyers = Table(
    "buyers",
    metadata,
    Column("id", Uuid, primary_key=True),
    # From then on, for ever, no order of theirs comes into being.
    Column("closed_at", DateTime(timezone=True)),
    # The same, until it is unlocked.
    Column("is_locked", Boolean, nullable=False, server_default=text("false")),
    # Of the newest lock or unlock, so that an older one that comes late changes nothing.
    Column("lock_sequence", BigInteger, nullable=False, server_default="0"),
    # The account is gone; what orders kept of the person goes as soon as no order needs it.
    Column("deleted_at", DateTime(timezone=True)),
    Column("forgotten_at", DateTime(timezone=True)),
    # Those whose last open orders are still needed: a handful, and the worker looks for them.
    Index(
        "ix_buyers_unforgotten",
        "deleted_at",
        postgresql_where=text("deleted_at is not null and forgotten_at is null"),
    ),
)

# Who has seen which event: what makes at-least-once delivery count once.
inbox = Table(
    "inbox",
    metadata,
    Column("consumer", Text, primary_key=True),
    Column("event_id", Text, primary_key=True),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_inbox_seen_at", "seen_at"),
)

# A projection of the events: sales by the hour in which the order was placed.
sales = Table(
    "sales",
    metadata,
    Column("hour", DateTime(timezone=True), primary_key=True),
    Column("orders", Integer, nullable=False),
    Column("revenue", Numeric(16, 2), nullable=False),
    Column("cancelled", Integer, nullable=False),
)

outbox = make_outbox_table(metadata, "outbox")
outbox_dead = make_dlq_table(metadata, "outbox_dead")
