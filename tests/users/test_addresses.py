"""An address book has one default, and is its owner's alone."""

import asyncio
from typing import Any

import pytest

from tests.shop import Subgraph, token_for
from tests.statements import sql_statements
from tests.users.people import Person, a_user

ADD = """mutation ($input: AddressInput!) { addAddress(input: $input) {
  address { id name isDefault } errors { code message path } } }"""
UPDATE = """mutation ($id: ID!, $input: AddressInput!) {
  updateAddress(addressId: $id, input: $input) {
  address { id name line2 isDefault } errors { __typename ... on UserError { path } } } }"""
PREFER = """mutation ($id: ID!) { setDefaultAddress(addressId: $id) {
  address { id isDefault } errors { __typename } } }"""
REMOVE = """mutation ($id: ID!) { removeAddress(addressId: $id) {
  removedAddressId errors { __typename } } }"""
BOOK = "{ me { defaultAddress { id } addresses { id name isDefault } } }"
UNKNOWN = "adr_01m7xzyextekbvegmcqfc3xaep"


def an_address(**changes: Any) -> dict[str, Any]:
    """The input of an address in Bremen."""
    ordinary = {
        "name": "Ada",
        "line1": "1 Harbour Street",
        "line2": "third floor",
        "city": "Bremen",
        "postalCode": "28195",
        "countryCode": "DE",
    }
    return {**ordinary, **changes}


async def add(person: Person, **changes: Any) -> Any:
    """The address that was added."""
    payload = (await person.ask(ADD, {"input": an_address(**changes)})).data["addAddress"]
    assert payload["errors"] == []
    return payload["address"]


async def defaults(person: Person) -> list[str]:
    """The names in this person's book, the default's first and marked."""
    book = (await person.ask(BOOK)).data["me"]["addresses"]
    return [("*" if each["isDefault"] else "") + each["name"] for each in book]


async def test_the_first_address_is_the_default(users: Subgraph) -> None:
    """Later ones are when they are meant to be; there is always one."""
    person = await a_user(users)
    assert (await person.ask(BOOK)).data["me"] == {"defaultAddress": None, "addresses": []}
    await add(person, name="home")
    await add(person, name="work")
    assert await defaults(person) == ["*home", "work"]
    await add(person, name="summer", makeDefault=True)
    assert await defaults(person) == ["*summer", "home", "work"]


async def test_an_address_is_changed_as_a_whole(users: Subgraph) -> None:
    """What is left out is gone; the default stays what it was, unless it is to be another."""
    person = await a_user(users)
    home, work = await add(person, name="home"), await add(person, name="work")
    given = {key: value for key, value in an_address(name="flat").items() if key != "line2"}
    changed = (await person.ask(UPDATE, {"id": home["id"], "input": given})).data["updateAddress"]
    assert changed["address"] == {
        "id": home["id"],
        "name": "flat",
        "line2": None,
        "isDefault": True,
    }
    preferred = an_address(name="work", makeDefault=True)
    await person.ask(UPDATE, {"id": work["id"], "input": preferred})
    assert await defaults(person) == ["*work", "flat"]


async def test_a_default_that_is_removed_is_followed_by_the_newest(users: Subgraph) -> None:
    """The last one leaves an empty book; removing it again finds none."""
    person = await a_user(users)
    home, work = await add(person, name="home"), await add(person, name="work")
    await add(person, name="summer")
    removed = (await person.ask(REMOVE, {"id": home["id"]})).data["removeAddress"]
    assert removed == {"removedAddressId": home["id"], "errors": []}
    assert await defaults(person) == ["*summer", "work"]
    again = (await person.ask(REMOVE, {"id": home["id"]})).data["removeAddress"]
    assert again == {"removedAddressId": None, "errors": [{"__typename": "AddressNotFound"}]}
    await person.ask(REMOVE, {"id": work["id"]})
    assert await defaults(person) == ["*summer"]


async def test_ten_defaults_at_once_leave_one(users: Subgraph) -> None:
    """Whoever is last wins, and nobody fails."""
    person = await a_user(users)
    added = await asyncio.gather(
        *(add(person, name=f"place {n}", makeDefault=True) for n in range(10))
    )
    await asyncio.gather(*(person.ask(PREFER, {"id": each["id"]}) for each in added))
    book = await defaults(person)
    assert len(book) == 10
    assert [name for name in book if name.startswith("*")] == book[:1]


async def test_a_book_has_an_end(users: Subgraph) -> None:
    """After fifty addresses the next one is refused with what to do."""
    person = await a_user(users)
    for number in range(50):
        await add(person, name=f"place {number}")
    payload = (await person.ask(ADD, {"input": an_address()})).data["addAddress"]
    assert payload["address"] is None
    assert "remove one first" in payload["errors"][0]["message"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"line1": "x" * 201}, "line1"),
        ({"line2": ""}, "line2"),
        ({"city": "nul\0"}, "city"),
        ({"region": "\x07"}, "region"),
        ({"postalCode": ""}, "postalCode"),
        ({"countryCode": "de"}, "countryCode"),
        ({"countryCode": "DEU"}, "countryCode"),
        ({"countryCode": "ÄÖ"}, "countryCode"),
    ],
)
async def test_an_address_no_parcel_finds_is_refused(
    users: Subgraph, changes: dict[str, str], field: str
) -> None:
    """When it is added and when it is changed, with the field."""
    person = await a_user(users)
    home = await add(person, name="home")
    added = (await person.ask(ADD, {"input": an_address(**changes)})).data["addAddress"]
    assert added["errors"][0]["path"] == ["input", field]
    given = {"id": home["id"], "input": an_address(**changes)}
    changed = (await person.ask(UPDATE, given)).data["updateAddress"]
    assert changed["errors"] == [{"__typename": "InvalidInput", "path": ["input", field]}]
    assert await defaults(person) == ["*home"]


async def test_nobody_elses_address_can_be_touched(users: Subgraph) -> None:
    """Another's, an unknown and a made-up id are one answer, and change nothing."""
    person, other = await a_user(users), await a_user(users)
    home = await add(person, name="home")
    for id in (home["id"], UNKNOWN, "nonsense", person.id):
        for name, query in (("setDefaultAddress", PREFER), ("removeAddress", REMOVE)):
            errors = (await other.ask(query, {"id": id})).data[name]["errors"]
            assert errors == [{"__typename": "AddressNotFound"}]
        payload = (await other.ask(UPDATE, {"id": id, "input": an_address()})).data["updateAddress"]
        assert payload["errors"][0]["__typename"] == "AddressNotFound"
    assert await defaults(person) == ["*home"]


async def test_the_books_of_many_are_one_statement(users: Subgraph) -> None:
    """Staff who look at ten people's addresses cost two lookups, not twenty."""
    people = [await a_user(users) for _ in range(10)]
    for person in people:
        await add(person, name=person.id)
    token = token_for(users.stack, people[0].id, "users:read:any")
    keys = [{"__typename": "User", "id": person.id} for person in people]
    fields = "... on User { defaultAddress { name } addresses { name } }"
    with sql_statements() as statements:
        answer = await users.entities(fields, *keys, token=token)
    shown = [each["defaultAddress"]["name"] for each in answer.data["_entities"]]
    assert shown == [person.id for person in people]
    assert len(statements) == 2
