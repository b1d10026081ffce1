"""Somebody else's costs what nobody's costs: how long an answer takes tells nothing."""

from collections.abc import Awaitable, Callable
from typing import Any

from subgraphs.common.ids import new_id
from tests.access.world import ADD, FIND, PLACE, REGISTER
from tests.shop import Answer, Shop, Subgraph, a_person, order_input, token_for
from tests.statements import sql_statements

ORDER = "query ($id: ID!) { order(id: $id) { number items { sku } payment { status } } }"
NUMBER = "query ($id: String!) { orderByNumber(number: $id) { id items { sku } } }"
NODE = "query ($id: ID!) { node(id: $id) { id ... on User { email displayName } } }"
NODES = "query ($id: ID!) { nodes(ids: [$id, $id]) { id ... on User { email displayName } } }"
DETAILS = "... on Order { number items { sku } payment { status } timeline { nodes { id } } }"
CART = "... on Cart { updatedAt items { product { id } } }"


async def same(ask: Callable[[str], Awaitable[Answer]], known: str, unknown: str) -> Any:
    """The answer for both, which is the same after the same statements."""
    # What the first of all requests does once is not what is compared.
    await ask(unknown)
    with sql_statements() as for_known:
        answer = await ask(known)
    with sql_statements() as for_unknown:
        assert (await ask(unknown)).body == answer.body
    assert for_known == for_unknown
    return answer.data


async def test_an_order(orders: Subgraph, first_shop: Shop) -> None:
    """By id, by number and as an entity; a cart too, which is an entity alone."""
    sku = {"sku": "COF-0019"}
    product = (await first_shop.ask(FIND, sku)).data["product"]["id"]
    owner = token_for(orders.stack, new_id("usr"), "orders:write")
    stranger = token_for(orders.stack, new_id("usr"), "orders:write")
    placed = await orders.ask(PLACE, {"input": order_input([product])}, token=owner)
    order = placed.data["placeOrder"]["order"]
    added = await orders.ask(ADD, {"input": {"productId": product, "quantity": 1}}, token=owner)
    cart = added.data["addToCart"]["cart"]["id"]

    for query, known, unknown in (
        (ORDER, order["id"], new_id("ord")),
        (NUMBER, order["number"], "SO-0"),
    ):

        async def ask(id: str, query: str = query) -> Answer:
            return await orders.ask(query, {"id": id}, token=stranger)

        assert set((await same(ask, known, unknown)).values()) == {None}
    for name, fields, known in (("Order", DETAILS, order["id"]), ("Cart", CART, cart)):

        async def entity(id: str, name: str = name, fields: str = fields) -> Answer:
            key = {"__typename": name, "id": id}
            return await orders.entities(fields, key, token=stranger)

        unknown = new_id(known.partition("_")[0])
        assert await same(entity, known, unknown) == {"_entities": [None]}


async def test_an_account(users: Subgraph) -> None:
    """By `node` and by `nodes`: it is not looked up at all."""
    known = (await users.ask(REGISTER, {"input": a_person()})).data["registerUser"]["user"]["id"]
    stranger = token_for(users.stack, new_id("usr"), "users:read:self")
    for query in (NODE, NODES):

        async def ask(id: str, query: str = query) -> Answer:
            return await users.ask(query, {"id": id}, token=stranger)

        assert (await same(ask, known, new_id("usr"))) in ({"node": None}, {"nodes": [None] * 2})
