"""The people of the demo shop; their password is made at first start and shown by `up`."""

from dataclasses import dataclass

from subgraphs.users.domain import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class SeedPerson:
    """Somebody to sign in as."""

    email: str
    display_name: str
    roles: tuple[Role, ...]


PEOPLE = (
    SeedPerson(email="ada@example.com", display_name="Ada", roles=(Role.CUSTOMER,)),
    SeedPerson(
        email="sam@example.com",
        display_name="Sam",
        roles=(Role.CUSTOMER, Role.SUPPORT, Role.CATALOG_MANAGER, Role.FULFILMENT),
    ),
)
