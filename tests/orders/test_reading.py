"""Orders are read by their buyer and by staff, page by page, in few statements."""

import pytest

from subgraphs.common.ids import new_id
from tests.orders.conftest import Shelf
from tests.orders.test_placement import Buyer
from tests.shop import Subgraph, order_input, token_for
from tests.statements import sql_statements

ORDER = "query ($id: ID!) { order(id: $id) { id } }"
PAGE = """query ($first: Int!, $after: String) { viewer { orders(first: $first, after: $after) {
  nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } } }"""
HISTORY = """... on User { orders(first: 2) {
  nodes { id items { quantity product { id } } payment { status } }
  pageInfo { hasNextPage } } }"""


async def someone_with_orders(orders: Subgraph, shelf: Shelf, count: int) -> tuple[str, Buyer]:
    """A buyer and so many orders of two items."""
    buyer_id = new_id("usr")
    buyer = Buyer(orders, token_for(orders.stack, buyer_id, "orders:write"))
    products = [(await shelf.sell()).id, (await shelf.sell()).id]
    for _ in range(count):
        await buyer.place(order_input(products))
    return buyer_id, buyer


async def test_pages_of_two_make_the_whole_history(orders: Subgraph, shelf: Shelf) -> None:
    """Newest first, nothing missing, nothing twice; the page behind the last is empty."""
    _, buyer = await someone_with_orders(orders, shelf, 5)
    found, after = list[str](), None
    for expected in (2, 2, 1):
        data = (await buyer.ask(PAGE, {"first": 2, "after": after})).data["viewer"]["orders"]
        assert len(data["nodes"]) == expected
        assert data["pageInfo"]["hasNextPage"] is (expected == 2)
        found += [node["id"] for node in data["nodes"]]
        after = data["pageInfo"]["endCursor"]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5
    beyond = (await buyer.ask(PAGE, {"first": 2, "after": after})).data["viewer"]["orders"]
    assert beyond["nodes"] == []
    assert beyond["pageInfo"]["hasPreviousPage"] is True


@pytest.mark.parametrize("wrong", [{"first": 0}, {"first": 101}, {"first": 1, "after": "x"}])
async def test_a_wrong_page_is_bad_input(orders: Subgraph, wrong: dict[str, object]) -> None:
    """Sizes and cursors are checked before the database is asked."""
    token = token_for(orders.stack, new_id("usr"))
    assert (await orders.ask(PAGE, wrong, token=token)).codes == ["BAD_USER_INPUT"]


async def test_somebody_elses_order_and_no_order_look_alike(orders: Subgraph, shelf: Shelf) -> None:
    """Both are null without an error, by root field and by entity, so ids cannot be probed."""
    _, buyer = await someone_with_orders(orders, shelf, 1)
    (mine,) = (await buyer.ask(PAGE, {"first": 1})).data["viewer"]["orders"]["nodes"]
    stranger = token_for(orders.stack, new_id("usr"), "orders:write")
    staff = token_for(orders.stack, new_id("usr"), "orders:read:any")
    for id in (mine["id"], new_id("ord"), "rubbish"):
        assert (await orders.ask(ORDER, {"id": id}, token=stranger)).data == {"order": None}
        key = {"__typename": "Order", "id": id}
        entity = await orders.entities("... on Order { id }", key, token=stranger)
        assert entity.data == {"_entities": [None]}
    for token in (buyer.token, staff):
        assert (await orders.ask(ORDER, {"id": mine["id"]}, token=token)).data == {"order": mine}
    assert (await orders.ask(ORDER, {"id": mine["id"]})).codes == ["UNAUTHENTICATED"]


async def test_a_history_of_others_needs_a_scope(orders: Subgraph, shelf: Shelf) -> None:
    """`User.orders` reached as an entity is the buyer's own, or staff's."""
    buyer_id, _ = await someone_with_orders(orders, shelf, 1)
    key = {"__typename": "User", "id": buyer_id}
    stranger = token_for(orders.stack, new_id("usr"), "orders:write")
    refused = await orders.entities("... on User { orders { nodes { id } } }", key, token=stranger)
    assert refused.partial == {"_entities": [{"orders": None}]}
    assert refused.codes == ["FORBIDDEN"]


async def test_many_histories_are_three_statements(orders: Subgraph, shelf: Shelf) -> None:
    """Five buyers with their pages, items and payments: one statement for each kind of thing."""
    people = [(await someone_with_orders(orders, shelf, 3))[0] for _ in range(4)]
    nobody = new_id("usr")
    keys = [{"__typename": "User", "id": id} for id in [*people, nobody]]
    staff = token_for(orders.stack, new_id("usr"), "orders:read:any")
    with sql_statements() as statements:
        answer = await orders.entities(HISTORY, *keys, token=staff)
    pages = [each["orders"] for each in answer.data["_entities"]]
    assert [len(page["nodes"]) for page in pages] == [2, 2, 2, 2, 0]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [True] * 4 + [False]
    assert all(len(order["items"]) == 2 for page in pages for order in page["nodes"])
    assert len(statements) == 3
