"""PostgreSQL: connections, statements, and what goes wrong with them said in our codes."""

from subgraphs.common.postgres.codes import violates
from subgraphs.common.postgres.connection import Connection
from subgraphs.common.postgres.database import Database
from subgraphs.common.postgres.prepared import Prepared

__all__ = ["Connection", "Database", "Prepared", "violates"]
