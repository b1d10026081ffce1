"""`_entities` answers the router alone, and takes nothing but known keys."""

from typing import Any

import pytest

from tests.shop import Subgraph

ENTITIES = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }"


async def test_without_the_routers_credential_nothing_is_resolved(users: Subgraph) -> None:
    """A client that reaches a subgraph directly finds `_entities` closed."""
    known = {"__typename": "User", "id": "usr_01m7xzyextekbvegmcqfc3xaep"}
    answer = await users.ask(ENTITIES, {"r": [known]}, as_router=False)
    assert answer.codes == ["FORBIDDEN"]


async def test_without_the_routers_credential_the_schema_is_not_told(users: Subgraph) -> None:
    """`_service { sdl }` would show what is hidden from clients."""
    answer = await users.ask("{ _service { sdl } }", as_router=False)
    assert answer.codes == ["FORBIDDEN"]
    assert "type User" in (await users.ask("{ _service { sdl } }")).data["_service"]["sdl"]


@pytest.mark.parametrize(
    "representation",
    [
        {"__typename": "User", "id": {"$ne": None}},
        {"__typename": "User", "id": ["usr_1"]},
        {"__typename": "User", "id": None},
        {"__typename": "User", "id": True},
        {"__typename": "User"},
        {"__typename": "User", "id": "usr_1", "email": "ada@example.com"},
        {"__typename": "User", "email": "ada@example.com"},
        {"__typename": "Nothing", "id": "usr_1"},
        {"__typename": "Session", "id": "usr_1"},
        {"__typename": {"$gt": ""}, "id": "usr_1"},
        {"id": "usr_1"},
        "User",
        [],
    ],
)
async def test_anything_but_a_clean_key_is_that_items_error(
    users: Subgraph, representation: Any
) -> None:
    """Operators, extra fields, unknown types and rubbish: null and a code, and the rest lives."""
    good = {"__typename": "User", "id": "usr_01m7xzyextekbvegmcqfc3xaep"}
    answer = await users.entities("__typename", representation, good)
    assert answer.partial == {"_entities": [None, None]}
    assert [(each["path"], each["extensions"]["code"]) for each in answer.errors] == [
        (["_entities", 0], "BAD_USER_INPUT")
    ]


async def test_inline_representations_pass_the_same_guard(users: Subgraph) -> None:
    """Literals in the document are no way round it."""
    query = '{ _entities(representations: [{__typename: "User", id: {ne: 1}}]) { __typename } }'
    assert (await users.ask(query)).codes == ["BAD_USER_INPUT"]


async def test_too_many_representations_are_refused_at_once(users: Subgraph) -> None:
    """20,000 keys in one request do not reach the database."""
    many = [{"__typename": "User", "id": f"usr_{number}"} for number in range(20_000)]
    answer = await users.entities("__typename", *many)
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.partial is None
