"""Orders, the keys that make them happen once, their lines, events and payments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the five tables and the sequence of order numbers."""
    op.execute("create sequence order_numbers start 10001")
    _create_orders()
    _create_keys()
    _create_items()
    _create_events()
    _create_payments()


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _create_orders() -> None:
    next_number = sa.text("nextval('order_numbers')")
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False, server_default=next_number, unique=True),
        sa.Column("buyer_id", sa.Uuid, nullable=False),
        sa.Column("idempotency_key", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("requested", JSONB, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("expected_total", sa.Numeric(14, 2)),
        sa.Column("total", sa.Numeric(14, 2)),
        sa.Column("payment_token", sa.Text, nullable=False),
        sa.Column("shipping_address", JSONB, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("refusal", JSONB),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        sa.UniqueConstraint("buyer_id", "idempotency_key"),
    )
    op.create_index("ix_orders_buyer_id_id", "orders", ["buyer_id", "id"])


def _create_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("viewer_id", sa.Uuid, primary_key=True),
        sa.Column("mutation", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("order_id", sa.Uuid, nullable=False),
        _instant("created_at"),
    )


def _create_items() -> None:
    op.create_table(
        "order_items",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("order_id", sa.Uuid, sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("unit_price", sa.Numeric(12, 2), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.UniqueConstraint("order_id", "position"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
    )


def _create_events() -> None:
    op.create_table(
        "order_events",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("order_id", sa.Uuid, sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("state_before", sa.Text),
        sa.Column("state_after", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        _instant("occurred_at"),
        sa.UniqueConstraint("order_id", "type"),
    )


def _create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("order_id", sa.Uuid, sa.ForeignKey("orders.id"), nullable=False, unique=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("method_label", sa.Text),
        sa.Column("failure_code", sa.Text),
        _instant("created_at"),
    )
