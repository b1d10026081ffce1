"""Indexes of tables that may be large: built while people sign in."""

from subgraphs.common.migrate import build_index

revision = "0003"
down_revision = "0002"

INDEXES = {
    "ix_users_created_at_id": "users (created_at, id)",
    "ix_users_email_folded_trigrams": "users using gin (email_folded gin_trgm_ops)",
    "ix_users_display_name_trigrams": "users using gin (lower(display_name) gin_trgm_ops)",
    "ix_registrations_user_id": "registrations (user_id)",
    # Old sessions are forgotten by it.
    "ix_sessions_ended_at": "sessions (ended_at) where ended_at is not null",
}


def upgrade() -> None:
    """Build each that is not there; cut off, it goes on where it was."""
    for name, definition in INDEXES.items():
        build_index(name, definition)
