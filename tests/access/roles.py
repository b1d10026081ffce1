"""Who asks: each column of the table, with the scopes its role has."""

from collections.abc import Mapping
from dataclasses import dataclass

from devstack.stack import Stack
from subgraphs.common.ids import new_id
from subgraphs.users.domain.people import Role, scopes_of
from tests.shop import token_for

ANONYMOUS, CUSTOMER, OTHER = "anonymous", "customer", "other customer"
# A person of each role alone: what the role itself opens is seen, and not what another adds to it.
PEOPLE: Mapping[str, Role] = {
    CUSTOMER: Role.CUSTOMER,
    OTHER: Role.CUSTOMER,
    "support": Role.SUPPORT,
    "catalogue manager": Role.CATALOG_MANAGER,
    "fulfilment": Role.FULFILMENT,
    "admin": Role.ADMIN,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A subgraph that acts by itself, as its `parts` sign it."""

    id: str
    scopes: tuple[str, ...]
    issuer: str
    audience: str


SERVICES: Mapping[str, Service] = {
    "service": Service(
        id="svc_orders", scopes=("internal:saga",), issuer="orders", audience="commerce/products"
    ),
    "accounts service": Service(
        id="svc_users",
        scopes=("internal:accounts", "internal:events"),
        issuer="users",
        audience="commerce/orders",
    ),
}
# Who changes things as an admin: that takes an account that is one, and whose things are nobody's.
ADMINISTRATOR = "administrator"
ROLES = (ANONYMOUS, *PEOPLE, *SERVICES)


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
    if role in SERVICES:
        acting = SERVICES[role]
        signed_by = {"issuer": acting.issuer, "audience": acting.audience}
        token = token_for(stack, acting.id, *acting.scopes, **signed_by)
        return Asker(role, acting.id, token, token)
    scopes, id = scopes_of([PEOPLE[role]]), ids[role]
    nobody = ids[ADMINISTRATOR] if role == "admin" else new_id("usr")
    return Asker(role, id, token_for(stack, id, *scopes), token_for(stack, nobody, *scopes))
