"""The comparison sees what it is there to see: each kind of mistake is planted and found."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, print_schema

from subgraphs.common.ids import new_id
from subgraphs.orders.schema import schema as orders_schema
from tests.access import table
from tests.access.arguments import NoWay
from tests.access.operations import Writer
from tests.access.outcomes import outcome
from tests.access.paths import Way, ways
from tests.access.subgraphs import schemas
from tests.access.world import World
from tests.shop import PLACE, Answer, Subgraph, order_input, token_for

NOWHERE = World(people={}, values={"Product": "prd_x", "Order": "ord_x"}, special={})
EMAIL = ("User.email", "Order.user")


def news(there: list[Way], before: list[Way]) -> list[str]:
    """What is said of the planted thing alone."""
    known = set(table.missing(before, table.read()))
    return [each for each in table.missing(there, table.read()) if each not in known]


def planted(api: GraphQLSchema, field: str) -> GraphQLSchema:
    """The API with another root field."""
    return build_schema(print_schema(api).replace("type Query {", f"type Query {{ {field}"))


def test_a_new_way_to_a_protected_type_has_no_row(api: GraphQLSchema, every_way: list[Way]) -> None:
    """A root field that gives orders is a new way to each field of an order, and open itself."""
    said = news(ways(planted(api, "latestOrder: Order"), schemas()), every_way)
    assert "Query.latestOrder by router has no row" in said
    assert "Order.number by Query.latestOrder has no row" in said
    assert all("latestOrder" in each for each in said)


def test_a_new_way_that_needs_an_argument_says_where_to_put_it(api: GraphQLSchema) -> None:
    """Ids are not made up on the way to something; the message names the file."""
    changed = planted(api, "orderOf(parcelId: ID!): Order")
    found = ways(changed, schemas())
    (way,) = (each for each in found if each.row == ("Order.number", "Query.orderOf"))
    with pytest.raises(NoWay, match=r"no way to call Query.orderOf: add Query.orderOf.parcelId to"):
        Writer(changed, NOWHERE).nested((way,))


def test_a_field_added_to_a_guarded_type_has_no_row(
    api: GraphQLSchema, every_way: list[Way], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has declared anything for it: the type has."""
    order = orders_schema._schema.type_map["Order"]
    assert isinstance(order, GraphQLObjectType)
    monkeypatch.setitem(order.fields, "giftWrap", order.fields["note"])
    said = news(ways(api, schemas()), every_way)
    assert said == ["Order.giftWrap by orders._entities has no row"]


def test_a_row_of_what_is_gone_is_named(every_way: list[Way]) -> None:
    """A guard that is taken off leaves rows behind."""
    gone = [each for each in every_way if each.coordinate != "User.email"]
    said = news(gone, every_way)
    assert f"the row {','.join(EMAIL)} names something that is gone" in said
    assert all("User.email" in each for each in said)


def test_a_cell_that_differs_is_named_with_both(tmp_path: Any) -> None:
    """Coordinate, path, role, what is and what should be; a missing row as it would be added."""
    known = table.read()
    found = deepcopy(known)
    found[EMAIL]["other customer"] = "value"
    assert table.differences(found, known) == [
        "User.email by Order.user, other customer: value, and the table says null"
    ]
    del known[EMAIL]
    (said,) = table.differences(found, known)
    assert said.startswith("no row; if this is meant, add: User.email,Order.user,UNAUTHENTICATED,")
    table.write(known, tmp_path / "matrix.csv")
    assert table.read(tmp_path / "matrix.csv") == known


async def test_a_guard_that_is_taken_off_is_noticed(
    orders: Subgraph, api: GraphQLSchema, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    """Without its guard `_entities` tells a stranger, and the cell is not what the table says."""
    owner, stranger = (token_for(orders.stack, new_id("usr"), "orders:write") for _ in range(2))
    placed = await orders.ask(PLACE, {"input": order_input([world.values["Product"]])}, token=owner)
    there = replace(world, values={"Order": placed.data["placeOrder"]["order"]["id"]})
    way = next(e for e in ways(api, schemas()) if e.row == ("Order.number", "orders._entities"))
    wanted = table.read()[way.row]["other customer"]

    async def cell() -> str:
        operation = Writer(orders_schema._schema, there).entity((way,))
        answer = await orders.ask(operation.document, operation.variables, token=stranger)
        return outcome(operation, way, answer, None)

    assert await cell() == wanted == "null"
    query = orders_schema._schema.query_type
    assert query is not None
    entities = query.fields["_entities"]
    monkeypatch.setattr(entities, "resolve", entities.resolve.__wrapped__)
    assert await cell() == "value"


@pytest.mark.parametrize(
    ("coordinate", "path", "code"),
    [
        ("Mutation.shipOrder", None, "GRAPHQL_VALIDATION_FAILED"),
        ("Query.order", ["order"], "BAD_USER_INPUT"),
        ("Query.order", ["order"], "INTERNAL"),
    ],
)
def test_an_error_that_is_no_refusal_is_no_cell(
    api: GraphQLSchema, coordinate: str, path: list[str] | None, code: str
) -> None:
    """A call that is wrong in itself would make every role look alike."""
    way = Way(coordinate, "router")
    operation = Writer(api, NOWHERE).root(way)
    error = {"message": "No.", "path": path, "extensions": {"code": code}}
    with pytest.raises(NoWay, match=rf"no way to call {coordinate} by router: {code}"):
        outcome(operation, way, Answer(200, {"data": None, "errors": [error]}), None)
