"""Who asks: each column of the table, with the scopes its role has."""

from collections.abc import Mapping
from dataclasses import dataclass

from devstack.stack import Stack
from subgraphs.common.ids import new_id
from subgraphs.users.domain.people import Role, scopes_of
from tests.shop import token_for

ANONYMOUS, CUSTOMER, OTHER, SERVICE = "anonymous", "customer", "other customer", "service"
# A person of each role alone: what the role itself opens is seen, and not what another adds to it.
PEOPLE: Mapping[str, Role] = {
    CUSTOMER: Role.CUSTOMER,
    OTHER: Role.CUSTOMER,
    "support": Role.SUPPORT,
    "catalogue manager": Role.CATALOG_MANAGER,
    "fulfilment": Role.FULFILMENT,
    "admin": Role.ADMIN,
}
ROLES = (ANONYMOUS, *PEOPLE, SERVICE)
# What orders acts with, as `subgraphs.orders.parts` signs it.
SERVICE_ID, SERVICE_SCOPE, SERVICE_ISSUER = "svc_orders", "internal:saga", "orders"


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody of a role: who has an account, and for mutations one of that role who has none."""

    role: str
    id: str | None
    token: str | None
    # Whatever a mutation does, it does to nobody.
    nobody: str | None


def askers(stack: Stack, ids: Mapping[str, str]) -> list[Asker]:
    """One of each role; *ids* are those of the people who have accounts."""
    return [_asker(stack, role, ids) for role in ROLES]


def _asker(stack: Stack, role: str, ids: Mapping[str, str]) -> Asker:
    if role == ANONYMOUS:
        return Asker(role, None, None, None)
    if role == SERVICE:
        token = token_for(stack, SERVICE_ID, SERVICE_SCOPE, issuer=SERVICE_ISSUER)
        return Asker(role, SERVICE_ID, token, token)
    scopes, id = scopes_of([PEOPLE[role]]), ids[role]
    nobody = token_for(stack, new_id("usr"), *scopes)
    return Asker(role, id, token_for(stack, id, *scopes), nobody)
