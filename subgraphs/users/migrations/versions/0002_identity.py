"""Sessions, addresses, deletions, and what others are told."""

import sqlalchemy as sa
from alembic import op
from faststream_outbox import make_dlq_table, make_outbox_table
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand `users`; create the rest."""
    _expand_users()
    _create_deletions()
    _create_addresses()
    _create_sessions()
    _create_outbox()


def _expand_users() -> None:
    # A trusted extension: the database's owner may create it.
    op.execute("create extension if not exists pg_trgm")
    op.add_column(
        "users", sa.Column("email_verified", sa.Boolean, nullable=False, server_default="false")
    )
    op.add_column("users", sa.Column("version", sa.Integer, nullable=False, server_default="1"))


def _create_deletions() -> None:
    op.create_table(
        "deletions",
        sa.Column("viewer_id", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("user_id", sa.Uuid, nullable=False),
        sa.Column("outcome", JSONB),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
    )


def _create_addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("line1", sa.Text, nullable=False),
        sa.Column("line2", sa.Text),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("region", sa.Text),
        sa.Column("postal_code", sa.Text, nullable=False),
        sa.Column("country_code", sa.Text, nullable=False),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
    )
    op.create_index("ix_addresses_user_id_id", "addresses", ["user_id", "id"])
    op.create_index(
        "uq_addresses_default_of_user",
        "addresses",
        ["user_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )


def _create_sessions() -> None:
    now = sa.func.now()
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("device_name", sa.Text),
        sa.Column("created_at", INSTANT, nullable=False, server_default=now),
        sa.Column("last_seen_at", INSTANT, nullable=False, server_default=now),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_because", sa.Text),
    )
    is_live = sa.text("ended_at is null")
    op.create_index(
        "ix_sessions_live_by_user", "sessions", ["user_id", "id"], postgresql_where=is_live
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "refresh_tokens",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column(
            "session_id", sa.Uuid, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.Column("graces", sa.SmallInteger, nullable=False, server_default="0"),
    )
    op.create_index("ix_refresh_tokens_session_id", "refresh_tokens", ["session_id"])
    op.create_index("ix_refresh_tokens_expires_at", "refresh_tokens", ["expires_at"])


def _create_outbox() -> None:
    tables = sa.MetaData()
    make_outbox_table(tables, "outbox")
    make_dlq_table(tables, "outbox_dead")
    tables.create_all(op.get_bind())
