"""Staff find people page by page, both ways, and nobody twice."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.shop import Subgraph, token_for
from tests.statements import sql_statements
from tests.users.people import a_user, sql

USERS = """query ($first: Int, $after: String, $last: Int, $before: String, $filter: UserFilter,
                  $sort: UserSort) {
  users(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
    nodes { email } edges { cursor node { id } } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
BY_EMAIL = {"field": "EMAIL", "direction": "ASC"}


class Staff:
    """Somebody who may read everybody."""

    def __init__(self, users: Subgraph) -> None:
        self._users = users
        self._token = token_for(users.stack, "usr_01m7xzyextekbvegmcqfc3xaep", "users:read:any")

    async def codes(self, **variables: Any) -> list[str]:
        """The codes of what was refused."""
        return (await self._users.ask(USERS, variables, token=self._token)).codes

    async def page(self, **variables: Any) -> Mapping[str, Any]:
        """One page."""
        answer = await self._users.ask(USERS, variables, token=self._token)
        found: Mapping[str, Any] = answer.data["users"]
        return found

    async def names(self, **variables: Any) -> list[str]:
        """Who is on a page, by the part before the @."""
        return [each["email"].split("@")[0] for each in (await self.page(**variables))["nodes"]]


@pytest.fixture
async def people(users: Subgraph) -> list[str]:
    """Seven people, opened in the order of the alphabet."""
    names = ["Ann", "bob", "cy", "dee", "Eve", "fay", "gus"]
    for name in names:
        await a_user(users, email=f"{name}@example.com", displayName=f"{name} X_50%")
    return names


@pytest.fixture
def staff(users: Subgraph) -> Staff:
    """Somebody who may read everybody."""
    return Staff(users)


@pytest.mark.parametrize("sort", [None, BY_EMAIL, {"field": "EMAIL"}, {"direction": "ASC"}])
async def test_pages_forth_and_back_hold_everybody_once(
    staff: Staff, people: list[str], sort: Any
) -> None:
    """In every order, with pages that do and do not divide the list, both ways."""
    expected = await staff.names(first=100, sort=sort)
    assert sorted(expected, key=str.casefold) == people
    for size in (1, 3, 7):
        forth, cursor = list[str](), None
        while True:
            page = await staff.page(first=size, after=cursor, sort=sort)
            forth += [each["email"].split("@")[0] for each in page["nodes"]]
            cursor = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        back, cursor = list[str](), None
        while True:
            page = await staff.page(last=size, before=cursor, sort=sort)
            back = [each["email"].split("@")[0] for each in page["nodes"]] + back
            cursor = page["pageInfo"]["startCursor"]
            if not page["pageInfo"]["hasPreviousPage"]:
                break
        assert forth == back == expected


async def test_a_page_tells_what_lies_around_it(staff: Staff, people: list[str]) -> None:
    """The first page has nothing before it; one in the middle has both; the count is of all."""
    first = await staff.page(first=3, sort=BY_EMAIL)
    info = first["pageInfo"]
    assert (info["hasPreviousPage"], info["hasNextPage"], first["totalCount"]) == (False, True, 7)
    assert [edge["cursor"] for edge in first["edges"]][-1] == info["endCursor"]
    middle = (await staff.page(first=2, after=info["endCursor"], sort=BY_EMAIL))["pageInfo"]
    assert (middle["hasPreviousPage"], middle["hasNextPage"]) == (True, True)


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({"query": "AN"}, ["Ann"]),
        ({"query": "dee x"}, ["dee"]),
        ({"query": "x_50%"}, ["Ann", "bob", "cy", "dee", "Eve", "fay", "gus"]),
        ({"query": "x%50"}, []),
        ({"query": "' or 1=1 --"}, []),
        ({"role": "SUPPORT"}, ["bob"]),
        ({"role": "CUSTOMER", "status": "LOCKED"}, ["cy"]),
        ({"status": "ACTIVE", "query": "example.com"}, ["Ann", "bob", "dee", "Eve", "fay", "gus"]),
        ({"createdAfter": "2999-01-01T00:00:00Z"}, []),
        ({"createdBefore": "2026-01-01T00:00:00Z"}, ["gus"]),
    ],
)
async def test_a_filter_keeps_whom_it_means(
    staff: Staff, people: list[str], users_database: str, filter: Any, expected: list[str]
) -> None:
    """All conditions hold; what looks like a pattern is text. The count goes with it."""
    update = "update users set "
    await sql(users_database, f"{update} roles = '{{SUPPORT}}' where email = 'bob@example.com'")
    await sql(users_database, f"{update} status = 'LOCKED' where email = 'cy@example.com'")
    await sql(users_database, f"{update} created_at = '2020-01-01' where email = 'gus@example.com'")
    page = await staff.page(first=100, filter=filter, sort=BY_EMAIL)
    assert [each["email"].split("@")[0] for each in page["nodes"]] == expected
    assert page["totalCount"] == len(expected)


async def test_an_empty_list_is_a_page(staff: Staff) -> None:
    """Without edges, cursors or neighbours."""
    page = await staff.page(first=10)
    assert page == {
        "nodes": [],
        "edges": [],
        "totalCount": 0,
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"first": 1, "last": 1},
        {"first": 0},
        {"last": 101},
        {"first": 1, "before": "x"},
        {"last": 1, "after": "x"},
        {"first": 1, "after": "not a cursor"},
        {"first": 1, "filter": {"query": ""}},
        {"first": 1, "filter": {"query": "x" * 101}},
        {"first": 1, "filter": {"query": "nul\0"}},
    ],
)
async def test_a_page_nobody_can_give_is_refused(staff: Staff, variables: dict[str, Any]) -> None:
    """Both or no size, sizes beyond bounds, foreign cursors, queries that are no text."""
    assert await staff.codes(**variables) == ["BAD_USER_INPUT"]


async def test_a_cursor_belongs_to_its_order(staff: Staff, people: list[str]) -> None:
    """One made for another order is refused, not misread."""
    cursor = (await staff.page(first=1))["pageInfo"]["endCursor"]
    assert await staff.codes(first=1, after=cursor, sort=BY_EMAIL) == ["BAD_USER_INPUT"]


async def test_a_page_is_one_statement(staff: Staff, users: Subgraph, people: list[str]) -> None:
    """And its count, when it is asked for, a second one."""
    with sql_statements() as statements:
        await staff.names(first=5)
    assert len(statements) == 2


async def test_only_staff_lists_people(users: Subgraph, people: list[str]) -> None:
    """A guest has to sign in, a customer may not."""
    query = "{ users(first: 1) { totalCount } }"
    assert (await users.ask(query)).codes == ["UNAUTHENTICATED"]
    token = token_for(users.stack, "usr_01m7xzyextekbvegmcqfc3xaep", "users:read:self")
    assert (await users.ask("{ users(first: 1) { totalCount } }", token=token)).codes == [
        "FORBIDDEN"
    ]
