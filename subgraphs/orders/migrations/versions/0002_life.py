"""The whole life of an order: charges, attempts, parcels, refunds, carts, events for others."""

import sqlalchemy as sa
from alembic import op
from faststream_outbox import make_dlq_table, make_outbox_table
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what is new; give what is there the values it would have had."""
    _extend_orders()
    _extend_keys()
    _extend_items()
    _extend_events()
    _extend_payments()
    _create_refunds_and_shipments()
    _create_carts()
    _create_inbox_and_sales()
    _create_outbox()


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _extend_orders() -> None:
    for name in ("subtotal", "shipping", "tax"):
        op.add_column("orders", sa.Column(name, sa.Numeric(14, 2)))
    zero = sa.Column("refunded", sa.Numeric(14, 2), nullable=False, server_default="0")
    op.add_column("orders", zero)
    for name in ("version", "attempt"):
        column = sa.Column(name, sa.Integer, nullable=False, server_default="1")
        op.add_column("orders", column)
    op.add_column("orders", _instant("attempted_at"))
    no = sa.Column("from_cart", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("orders", no)
    op.add_column("orders", sa.Column("fingerprint", sa.Text, nullable=False, server_default=""))
    op.add_column("orders", sa.Column("cancel_reason", sa.Text))
    op.add_column("orders", sa.Column("timer", sa.Text))
    op.add_column("orders", sa.Column("attention_at", sa.DateTime(timezone=True)))
    op.execute(
        "update orders set attempted_at = created_at, subtotal = total, shipping = 0, tax = 0"
    )
    op.execute(
        "update orders set fingerprint = k.fingerprint from idempotency_keys k "
        "where k.order_id = orders.id"
    )
    for name in ("version", "attempt", "from_cart", "fingerprint"):
        op.alter_column("orders", name, server_default=None)
    worth = sa.text("coalesce(total, 0)")
    op.create_index("ix_orders_buyer_id_total_id", "orders", ["buyer_id", worth, "id"])
    op.create_index("ix_orders_created_at_id", "orders", ["created_at", "id"])
    op.create_index("ix_orders_total_id", "orders", [worth, "id"])
    living = sa.text("state not in ('COMPLETED')")
    op.create_index("ix_orders_state", "orders", ["state"], postgresql_where=living)


def _extend_keys() -> None:
    op.add_column("idempotency_keys", sa.Column("outcome", JSONB))
    for name in ("order_id", "created_at"):
        op.create_index(f"ix_idempotency_keys_{name}", "idempotency_keys", [name])
    # What was refused before stays refused, whatever becomes of the order.
    op.execute(
        "update idempotency_keys set outcome = jsonb_build_object('refusal', o.refusal) "
        "from orders o where o.id = order_id and o.state = 'REJECTED' and o.refusal is not null"
    )


def _extend_items() -> None:
    weight = sa.Column("weight_grams", sa.Integer, nullable=False, server_default="0")
    op.add_column("order_items", weight)
    op.create_index("ix_order_items_product_id_order_id", "order_items", ["product_id", "order_id"])


def _extend_events() -> None:
    op.add_column("order_events", sa.Column("sequence", sa.Integer))
    one = sa.Column("number", sa.Integer, nullable=False, server_default="1")
    op.add_column("order_events", one)
    op.add_column("order_events", sa.Column("note", sa.Text))
    op.add_column("order_events", sa.Column("status_before", sa.Text))
    op.add_column("order_events", sa.Column("status_after", sa.Text))
    no = sa.Column("is_public", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("order_events", no)
    op.add_column("order_events", sa.Column("relayed_at", sa.DateTime(timezone=True)))
    op.execute(
        "update order_events e set sequence = s.sequence from (select id, row_number() over "
        "(partition by order_id order by occurred_at, id) as sequence from order_events) s "
        "where s.id = e.id"
    )
    status = (
        "case when {0} in ('CONFIRMED', 'REJECTED') then {0} "
        "when {0} is not null then 'PENDING' end"
    )
    # Nothing of that time was told to others, and nothing will be.
    op.execute(
        f"update order_events set status_before = {status.format('state_before')}, "  # noqa: S608
        f"status_after = {status.format('state_after')}, is_public = "
        "type in ('CREATED', 'CONFIRMED', 'REJECTED'), relayed_at = occurred_at, "
        "type = case type when 'RESERVED' then 'STOCK_RESERVED' "
        "when 'AUTHORIZED' then 'PAYMENT_AUTHORIZED' else type end"
    )
    op.execute(
        "update orders set version = e.version from (select order_id, max(sequence) as version "
        "from order_events group by order_id) e where e.order_id = orders.id"
    )
    op.alter_column("order_events", "sequence", nullable=False)
    op.alter_column("order_events", "status_after", nullable=False)
    op.alter_column("order_events", "is_public", server_default=None)
    op.drop_column("order_events", "state_before")
    op.drop_column("order_events", "state_after")
    op.drop_constraint("uq_order_events_order_id_type", "order_events")
    op.create_unique_constraint(None, "order_events", ["order_id", "sequence"])
    op.create_unique_constraint(None, "order_events", ["order_id", "type", "number"])
    unrelayed = sa.text("is_public and relayed_at is null")
    op.create_index(
        "ix_order_events_unrelayed", "order_events", ["occurred_at"], postgresql_where=unrelayed
    )


def _extend_payments() -> None:
    attempt = sa.Column("attempt", sa.Integer, nullable=False, server_default="1")
    op.add_column("payments", attempt)
    op.alter_column("payments", "attempt", server_default=None)
    op.add_column("payments", sa.Column("reference", sa.Text))
    op.drop_constraint("uq_payments_order_id", "payments")
    op.create_unique_constraint(None, "payments", ["order_id", "attempt"])


def _create_refunds_and_shipments() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("order_id", sa.Uuid, sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("amount", sa.Numeric(14, 2), nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        _instant("created_at"),
        sa.UniqueConstraint("order_id", "number"),
        sa.CheckConstraint("amount > 0", name="amount_positive"),
    )
    op.create_table(
        "shipments",
        sa.Column("order_id", sa.Uuid, sa.ForeignKey("orders.id"), primary_key=True),
        sa.Column("carrier", sa.Text, nullable=False),
        sa.Column("tracking_number", sa.Text),
        sa.Column("shipped_at", sa.DateTime(timezone=True)),
        sa.Column("delivered_at", sa.DateTime(timezone=True)),
    )


def _create_carts() -> None:
    op.create_table(
        "carts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("buyer_id", sa.Uuid, nullable=False, unique=True),
        _instant("updated_at"),
    )
    op.create_table(
        "cart_items",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("cart_id", sa.Uuid, sa.ForeignKey("carts.id"), nullable=False),
        sa.Column("product_id", sa.Uuid, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        _instant("added_at"),
        sa.UniqueConstraint("cart_id", "product_id"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
    )


def _create_inbox_and_sales() -> None:
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Text, primary_key=True),
        _instant("seen_at"),
        sa.Index("ix_inbox_seen_at", "seen_at"),
    )
    op.create_table(
        "sales",
        sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("orders", sa.Integer, nullable=False),
        sa.Column("revenue", sa.Numeric(16, 2), nullable=False),
        sa.Column("cancelled", sa.Integer, nullable=False),
    )
    op.execute(
        "insert into sales select date_trunc('hour', created_at, 'UTC'), count(*), sum(total), 0 "
        "from orders where state = 'CONFIRMED' group by 1"
    )


def _create_outbox() -> None:
    tables = sa.MetaData()
    make_outbox_table(tables, "outbox")
    make_dlq_table(tables, "outbox_dead")
    tables.create_all(op.get_bind())
    # Rows come and go by the thousand; without this, dead ones pile up between two vacuums.
    op.execute(
        "alter table outbox set (autovacuum_vacuum_scale_factor = 0, "
        "autovacuum_vacuum_threshold = 1000)"
    )
