"""Many references to users cost one statement."""

from subgraphs.common.ids import new_id
from tests.shop import Subgraph, token_for
from tests.statements import sql_statements
from tests.users.test_accounts import register


async def test_many_references_are_one_statement(users: Subgraph) -> None:
    """Ten references, a duplicate, an unknown id and rubbish: one query, in order, gaps as null."""
    people = [await register(users, email=f"person{number}@example.com") for number in range(4)]
    ids = [person["user"]["id"] for person in people]  # type: ignore[index]
    wanted = [*ids, ids[0], new_id("usr"), "rubbish", *reversed(ids)]
    keys = [{"__typename": "User", "id": id} for id in wanted]
    token = token_for(users.stack, new_id("usr"))
    with sql_statements() as statements:
        answer = await users.entities("... on User { id }", *keys, token=token)
    found = [each and each["id"] for each in answer.data["_entities"]]
    assert found == [*ids, ids[0], None, None, *reversed(ids)]
    assert len(statements) == 1
