"""Ids are prefixed, sortable, and have exactly one spelling."""

import uuid

import pytest

from subgraphs.common.ids import from_uuid, new_id, to_uuid
from tests.shop import Subgraph


def test_an_id_survives_the_round_trip_through_its_stored_form() -> None:
    """The UUID of an id, and the id of that UUID, are the same thing."""
    id = new_id("ord")
    stored = to_uuid(id, "ord")
    assert stored is not None
    assert from_uuid(stored, "ord") == id


def test_later_ids_sort_later() -> None:
    """Ids made one after the other are in order, so the newest orders are an index walk."""
    made = [new_id("ord") for _ in range(100)]
    assert [id[:14] for id in made] == sorted(id[:14] for id in made)


@pytest.mark.parametrize(
    "id",
    [
        "",
        "ord_",
        "nonsense",
        "usr_01m7xzyextekbvegmcqfc3xaep",
        "ORD_01M7XZYEXTEKBVEGMCQFC3XAEP",
        "ord_01m7xzyextekbvegmcqfc3xae\0",
        "ord_" + "z" * 26,
        # Half a character, as JSON can spell it.
        "ord_01m7xzyextekbvegmcqfc3xae\ud800",
        str(uuid.uuid4()),
    ],
)
def test_what_is_not_such_an_id_is_nothing(id: str) -> None:
    """Another prefix, another spelling or rubbish finds nothing and breaks nothing."""
    assert to_uuid(id, "ord") is None


@pytest.mark.parametrize(
    "id",
    [
        "",
        "_",
        "\ud800",
        "ord_01m7xzyextekbvegmcqfc3xae\ud800",
        "or\ud800_01m7xzyextekbvegmcqfc3xaep",
    ],
)
async def test_a_guest_who_asks_for_no_id_gets_nothing(users: Subgraph, id: str) -> None:
    """`node` is open to everybody, so rubbish must not be a failure of ours."""
    answer = await users.ask("query ($id: ID!) { node(id: $id) { id } }", {"id": id})
    assert answer.data == {"node": None}
