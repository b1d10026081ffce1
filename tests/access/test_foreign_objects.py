"""Somebody else's things cannot be had, however they are asked for; one's own beside them can."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from subgraphs.common.ids import new_id
from subgraphs.users.domain.people import Role, scopes_of
from tests.access.world import PLACE, REGISTER, World
from tests.shop import Answer, Shop, Subgraph, a_person, new_key, order_input, token_for

NUMBER = "fragment n on Order { number user { id email } } "
CANCEL = """mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  order { number } errors { __typename ... on UserError { code message path } } } }"""
RETRY = CANCEL.replace("cancelOrder", "retryPayment").replace("CancelOrder", "RetryPayment")
CHANGE = """mutation ($input: UpdateCartItemInput!) { updateCartItem(input: $input) {
  cart { id } errors { __typename ... on UserError { code message path } } } }"""
ITEMS = "{ viewer { cart { items { id } } } }"


@dataclass(frozen=True, slots=True)
class Stranger:
    """A customer with an order of their own, who knows the ids of another's things."""

    shop: Shop
    token: str
    values: dict[str, str]

    async def ask(self, query: str, **variables: Any) -> Answer:
        """One operation; `$theirs` and the like are filled in."""
        for name, value in self.values.items():
            query = query.replace(f'"${name}"', json.dumps(value))
        return await self.shop.ask(query, variables, token=self.token)


@dataclass(frozen=True, slots=True)
class Mine:
    """What the stranger has: a token and an order."""

    token: str
    order: dict[str, str]


@pytest.fixture(scope="session")
async def mine(first_shop: Shop, world: World) -> Mine:
    """Of somebody who is not in the table, whose cells would change with what they do here."""
    registered = await first_shop.ask(REGISTER, {"input": a_person()})
    id = registered.data["registerUser"]["user"]["id"]
    token = token_for(first_shop.stack, id, *scopes_of([Role.CUSTOMER]))
    input = order_input([world.values["Product"]])
    placed = await first_shop.ask(PLACE, {"input": input}, token=token)
    return Mine(token, placed.data["placeOrder"]["order"])


@pytest.fixture
def stranger(shop: Shop, world: World, mine: Mine) -> Stranger:
    """Who knows everything but is nobody's friend."""
    values = {
        "mine": mine.order["id"],
        "theirs": world.values["Order"],
        "number": world.values["orderNumber"],
        "person": world.values["User"],
        "nobody": new_id("ord"),
    }
    return Stranger(shop, mine.token, values)


DOCUMENTS = {
    "node": '{ node(id: "$theirs") { ...n } } ' + NUMBER,
    "in fragments": '{ node(id: "$theirs") { ... on Node { ... on Order { ...n } } } } ' + NUMBER,
    "order": '{ order(id: "$theirs") { ...n } } ' + NUMBER,
    "nested": '{ order(id: "$theirs") { timeline { nodes { note order { number } } } } }',
    "number": '{ orderByNumber(number: "$number") { ...n } } ' + NUMBER,
    "account": '{ node(id: "$person") { id ... on User { displayName email roles } } }',
    "cart": '{ node(id: "$person") { ... on User { cart { id items { quantity } } } } }',
    "history": '{ node(id: "$person") { ... on User { orders { nodes { id } } } } }',
}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_it_is_null_and_no_error(stranger: Stranger, name: str) -> None:
    """As one that does not exist: an id that nobody has gets the same answer."""
    query = DOCUMENTS[name]
    answer = await stranger.ask(query)
    assert set(answer.data.values()) == {None}
    for known, prefix in (("theirs", "ord"), ("person", "usr")):
        query = query.replace(f'"${known}"', f'"{new_id(prefix)}"')
    assert (await stranger.ask(query.replace('"$number"', '"SO-0"'))).body == answer.body


async def test_a_list_gives_one_s_own_and_nothing_of_the_rest(
    stranger: Stranger, mine: Mine
) -> None:
    """Mixed with their own, in any order, twice: each place is judged alone."""
    query = """{ nodes(ids: ["$theirs", "$mine", "$person", "$nobody", "$theirs", "$mine"]) {
      __typename ... on Order { number } ... on User { email } } }"""
    own = {"__typename": "Order", "number": mine.order["number"]}
    assert (await stranger.ask(query)).data == {"nodes": [None, own, None, None, None, own]}


async def test_aliases_do_not_mix(stranger: Stranger, mine: Mine) -> None:
    """One operation may ask for both; the one that is theirs opens nothing of the other."""
    query = """{ a: order(id: "$theirs") { number } b: order(id: "$mine") { number }
      c: node(id: "$theirs") { ... on Order { number } }
      d: order(id: "$mine") { user { id orders { nodes { number } } } } }"""
    found = (await stranger.ask(query)).data
    assert (found["a"], found["b"], found["c"]) == (None, {"number": mine.order["number"]}, None)
    assert found["d"]["user"]["orders"]["nodes"] == [{"number": mine.order["number"]}]


async def test_what_one_may_not_list_is_refused(stranger: Stranger) -> None:
    """Lists of everybody's need a scope, and tell so."""
    query = """{ user(id: "$person") { id } orders(first: 1) { nodes { id } }
      products(first: 1) { nodes { orders { nodes { id } } } } }"""
    answer = await stranger.ask(query)
    assert sorted(answer.codes) == ["FORBIDDEN"] * 3
    assert answer.partial["user"] is answer.partial["orders"] is None
    assert answer.partial["products"]["nodes"] == [{"orders": None}]


async def test_one_s_own_lists_hold_one_s_own(stranger: Stranger, mine: Mine, world: World) -> None:
    """`viewer` and `me` are whoever asks."""
    query = """{ viewer { user { id } orders { nodes { number } } cart { id } }
      me { id orders { nodes { number } } cart { id } } }"""
    found = (await stranger.ask(query)).data
    assert found["viewer"]["orders"]["nodes"] == [{"number": mine.order["number"]}]
    assert found["me"]["orders"]["nodes"] == [{"number": mine.order["number"]}]
    assert found["viewer"]["cart"] == found["me"]["cart"] != {"id": world.values["Cart"]}
    assert found["viewer"]["user"]["id"] == found["me"]["id"] != stranger.values["person"]


@pytest.mark.parametrize("query", [CANCEL, RETRY], ids=["cancelOrder", "retryPayment"])
async def test_a_change_of_another_s_order_finds_none(stranger: Stranger, query: str) -> None:
    """To the letter what a change of nobody's order finds."""
    own = {"reason": "OTHER"} if query is CANCEL else {"paymentMethodToken": "tok_visa"}
    found = []
    for name in ("theirs", "nobody"):
        input = {**own, "orderId": stranger.values[name], "idempotencyKey": new_key()}
        found.append((await stranger.ask(query, input=input)).data)
    (payload,) = found[0].values()
    assert found[0] == found[1]
    assert payload["order"] is None
    assert [each["__typename"] for each in payload["errors"]] == ["OrderNotFound"]


async def test_another_s_cart_is_not_changed(shop: Shop, stranger: Stranger, world: World) -> None:
    """An item's id that somebody has found out is as good as none."""
    owner = token_for(shop.stack, world.people["customer"])
    (item,) = (await shop.ask(ITEMS, token=owner)).data["viewer"]["cart"]["items"]
    tries = [
        (await stranger.ask(CHANGE, input={"cartItemId": id, "quantity": 0})).data
        for id in (item["id"], new_id(item["id"].partition("_")[0]))
    ]
    assert tries[0] == tries[1]
    assert (await shop.ask(ITEMS, token=owner)).data["viewer"]["cart"]["items"] == [item]


async def test_a_union_of_entities_is_judged_one_by_one(orders: Subgraph, world: World) -> None:
    """As the router would ask: what is one's own comes, what is another's is null."""
    owner, other = new_id("usr"), new_id("usr")
    ids = {}
    for person in (owner, other):
        token = token_for(orders.stack, person, "orders:write")
        input = order_input([world.values["Product"]])
        placed = (await orders.ask(PLACE, {"input": input}, token=token)).data
        ids[person] = placed["placeOrder"]["order"]["id"]
    keys = [{"__typename": "Order", "id": ids[each]} for each in (owner, other)]
    keys.append({"__typename": "User", "id": owner})
    fields = "... on Order { id } ... on User { id orders { nodes { id } } }"
    answer = await orders.entities(fields, *keys, token=token_for(orders.stack, other))
    own, foreign = {"id": ids[other]}, {"id": owner, "orders": None}
    assert answer.partial == {"_entities": [None, own, foreign]}
    assert answer.codes == ["FORBIDDEN"]
