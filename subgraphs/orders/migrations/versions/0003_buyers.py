"""Buyers who may order nothing: closed for ever, or locked for the time being."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table; whoever is not in it may order."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "buyers",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("closed_at", instant),
        sa.Column("is_locked", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("lock_sequence", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("deleted_at", instant),
        sa.Column("forgotten_at", instant),
    )
    waiting = sa.text("deleted_at is not null and forgotten_at is null")
    op.create_index("ix_buyers_unforgotten", "buyers", ["deleted_at"], postgresql_where=waiting)
