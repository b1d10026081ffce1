"""docs/access.md tells the roles as the code has them."""

from devstack.layout import ROOT
from subgraphs.users.domain.people import Role, scopes_of


def test_each_role_is_told_with_its_scopes() -> None:
    """Name by name; what ADMIN has beside all others is told as that."""
    text = (ROOT / "docs" / "access.md").read_text()
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    told = {row[0]: {each.strip("` ") for each in row[-1].split(",")} for row in rows}
    ordinary = [role for role in Role if role is not Role.ADMIN]
    for role in ordinary:
        assert told[role.value] == set(scopes_of([role]))
    more = set(scopes_of([Role.ADMIN])) - set(scopes_of(ordinary))
    assert told["ADMIN"] == {"all of these", *more}
