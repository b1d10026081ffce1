"""Alembic's environment."""

from subgraphs.common.migrate import run_environment
from subgraphs.users.tables import metadata

run_environment(metadata)
