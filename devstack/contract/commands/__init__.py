"""`./supergraph operations` and `./supergraph schema`: what keeps released clients working."""

from devstack.contract.commands.operations import operations_app
from devstack.contract.commands.schema import schema_app

__all__ = ["operations_app", "schema_app"]
