"""The tables of the users database."""

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY

from subgraphs.common.migrate import NAMING

metadata = MetaData(naming_convention=NAMING)

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    # As the person wrote it; `email_folded` is the unique form.
    Column("email", Text, nullable=False),
    Column("email_folded", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
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
)
