"""The tables of the users database."""

from faststream_outbox import make_dlq_table, make_outbox_table
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from subgraphs.common.migrate import NAMING

metadata = MetaData(naming_convention=NAMING)

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    # As the person wrote it; `email_folded` is the unique form.
    Column("email", Text, nullable=False),
    Column("email_folded", Text, nullable=False, unique=True),
    Column("email_verified", Boolean, nullable=False, server_default="false"),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("status", Text, nullable=False),
    # How many things have happened to it: others are told of each with this number.
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_users_created_at_id", "created_at", "id"),
    # Staff look for a part of an address or a name.
    Index(
        "ix_users_email_folded_trigrams",
        "email_folded",
        postgresql_using="gin",
        postgresql_ops={"email_folded": "gin_trgm_ops"},
    ),
    Index(
        "ix_users_display_name_trigrams",
        text("lower(display_name) gin_trgm_ops"),
        postgresql_using="gin",
    ),
)

registrations = Table(
    "registrations",
    metadata,
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column(
        "user_id",
        Uuid,
        # Checked at commit: the key is claimed before the account it is for exists.
        ForeignKey("users.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_registrations_user_id", "user_id"),
)

# Keys of deletions: one row a viewer and key, written before anything it stands for.
deletions = Table(
    "deletions",
    metadata,
    Column("viewer_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    # What came of it; null while it is under way, or was cut off and may be gone on with.
    Column("outcome", JSONB),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("line1", Text, nullable=False),
    Column("line2", Text),
    Column("city", Text, nullable=False),
    Column("region", Text),
    Column("postal_code", Text, nullable=False),
    Column("country_code", Text, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_addresses_user_id_id", "user_id", "id"),
    Index(
        "uq_addresses_default_of_user", "user_id", unique=True, postgresql_where=text("is_default")
    ),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.id"), nullable=False),
    Column("device_name", Text),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("last_seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    # However often it is refreshed.
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True)),
    Column("ended_because", Text),
    Index("ix_sessions_live_by_user", "user_id", "id", postgresql_where=text("ended_at is null")),
    Index("ix_sessions_expires_at", "expires_at"),
    Index("ix_sessions_ended_at", "ended_at", postgresql_where=text("ended_at is not null")),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    # SHA-256; the token itself is nowhere.
    Column("digest", LargeBinary, primary_key=True),
    Column("session_id", Uuid, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True)),
    # How often it was taken again within its grace.
    Column("graces", SmallInteger, nullable=False, server_default="0"),
    Index("ix_refresh_tokens_session_id", "session_id"),
    Index("ix_refresh_tokens_expires_at", "expires_at"),
)

outbox = make_outbox_table(metadata, "outbox")
outbox_dead = make_dlq_table(metadata, "outbox_dead")
