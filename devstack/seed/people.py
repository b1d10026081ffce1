"""The people of the demo shop; their password is made at first start and shown by `up`."""

from dataclasses import dataclass

from subgraphs.users.domain.people import Role


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
    SeedPerson(email="uma@example.com", display_name="Uma", roles=(Role.SUPPORT,)),
    SeedPerson(email="cleo@example.com", display_name="Cleo", roles=(Role.CATALOG_MANAGER,)),
    SeedPerson(email="finn@example.com", display_name="Finn", roles=(Role.FULFILMENT,)),
    SeedPerson(email="amir@example.com", display_name="Amir", roles=(Role.ADMIN,)),
)
