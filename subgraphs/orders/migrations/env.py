"""Alembic's environment."""

from subgraphs.common.migrate import run_environment
from subgraphs.orders.tables import metadata

run_environment(metadata)
