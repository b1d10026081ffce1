"""Nobody sets what is not theirs to set by sending more than was asked for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
import pytest
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_input_object_type,
)

from devstack.keys import router_secret
from subgraphs.common.ids import new_id
from tests.access.arguments import nonsense
from tests.access.roles import Asker, askers
from tests.access.subgraphs import schemas
from tests.access.world import World
from tests.shop import Shop

# What an attacker would like to say of themselves or of an order.
WISHES = {"id", "role", "roles", "isAdmin", "scopes", "status", "buyerId", "userId", "owner"}
WISHES |= {"price", "unitPrice", "total", "discount", "paid", "createdAt", "number", "__proto__"}
POWER = re.compile(r"role|scope|status|owner|admin|buyer|user|price|total|discount|paid", re.I)
# Inputs whose names sound like power, and why they give none.
REVIEWED: Mapping[str, str] = {
    "Mutation.assignRole.role": "what it is for; administrators alone",
    "Mutation.assignRole.userId": "what it is for; administrators alone",
    "Mutation.revokeRole.role": "what it is for; administrators alone",
    "Mutation.revokeRole.userId": "what it is for; administrators alone",
    "Mutation.deleteUser.userId": "the viewer's own, or an administrator's choice",
    "UserFilter.role": "narrows a list",
    "UserFilter.status": "narrows a list",
    "OrderFilter.statuses": "narrows a list",
    "OrderFilter.minTotal": "narrows a list",
    "ProductFilter.priceMin": "narrows a list",
    "ProductFilter.priceMax": "narrows a list",
    "PlaceOrderInput.expectedTotal": "can only refuse: another total than this is not charged",
}
REFUSED = {"GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "VALIDATION_INVALID_TYPE_VARIABLE"}


def mutations(api: GraphQLSchema) -> Mapping[str, GraphQLField]:
    """All that can be done."""
    assert api.mutation_type is not None
    fields: Mapping[str, GraphQLField] = api.mutation_type.fields
    return fields


def inputs(type_: GraphQLInputObjectType, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """An input type and those inside it, each where it is."""
    yield path, type_
    for name, field in type_.fields.items():
        inner: Any = get_named_type(field.type)
        if is_input_object_type(inner):
            yield from inputs(inner, *path, name)


def with_wish(type_: GraphQLInputObjectType, path: tuple[str, ...], wish: str) -> Any:
    """A value of the type that says more than it should, at *path*."""
    value = nonsense(type_)
    if not path:
        return {**value, wish: "ADMIN"}
    field = type_.fields[path[0]]
    inner: Any = get_named_type(field.type)
    wished = with_wish(inner, path[1:], wish)
    is_list = str(field.type).startswith("[")
    return {**value, path[0]: [wished] if is_list else wished}


def plain(name: str, field: GraphQLField) -> tuple[str, dict[str, Any]]:
    """A call of a mutation that is as it should be, but for making no sense."""
    declared = ", ".join(f"${each}: {a.type}" for each, a in field.args.items())
    passed = ", ".join(f"{each}: ${each}" for each in field.args)
    head, call = f"({declared})" if declared else "", f"({passed})" if passed else ""
    variables = {each: nonsense(argument.type) for each, argument in field.args.items()}
    return f"mutation {head} {{ {name}{call} {{ __typename }} }}", variables


def wishes(api: GraphQLSchema) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each mutation with variables that say too much, in each of its inputs."""
    for name, field in mutations(api).items():
        text, given = plain(name, field)
        for argument, definition in field.args.items():
            type_: Any = get_named_type(definition.type)
            if not is_input_object_type(type_):
                continue
            for path, inner in inputs(type_):
                for wish in WISHES - set(inner.fields):
                    yield text, {**given, argument: with_wish(type_, path, wish)}


@pytest.fixture
def admin(shop: Shop, world: World) -> Asker:
    """Who may do everything: what is refused to them is not refused for want of a scope."""
    (found,) = (each for each in askers(shop.stack, world.people) if each.role == "admin")
    return found


async def refused(http: httpx2.AsyncClient, shop: Shop, asker: Asker, *sent: Any) -> bool:
    """Whether an operation is refused before anything of it is done."""
    headers = {"authorization": f"Bearer {asker.nobody}"}
    body = dict(zip(("query", "variables"), sent, strict=False))
    answer = (await http.post(shop.url, json=body, headers=headers)).json()
    codes = {each["extensions"]["code"] for each in answer.get("errors", ())}
    return answer.get("data") is None and bool(codes) and codes <= REFUSED


async def test_variables_that_say_too_much_are_refused(
    shop: Shop, http: httpx2.AsyncClient, api: GraphQLSchema, admin: Asker
) -> None:
    """In every input of every mutation, however deep; without the wish, each gets further."""
    tried = list(wishes(api))
    accepted = [each for each in tried if not await refused(http, shop, admin, *each)]
    assert accepted == []
    assert len(tried) > 150
    for each in mutations(api).items():
        assert not await refused(http, shop, admin, *plain(*each))


async def test_arguments_nobody_asked_for_are_refused(
    shop: Shop, http: httpx2.AsyncClient, api: GraphQLSchema, admin: Asker
) -> None:
    """Also of mutations without an input."""
    accepted = []
    for name, field in mutations(api).items():
        given = " ".join(f'{wish}: "x"' for wish in WISHES if wish not in field.args)
        text = f"mutation {{ {name}({given}) {{ __typename }} }}"
        if not await refused(http, shop, admin, text):
            accepted.append(name)
    assert accepted == []


async def test_representations_that_say_too_much_are_refused(
    shop: Shop, http: httpx2.AsyncClient
) -> None:
    """Straight at each subgraph, for each entity: only its key and what it requires is taken."""
    query = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }"
    for name, schema in schemas().items():
        union = schema._schema.type_map["_Entity"]
        for entity in getattr(union, "types", ()):
            extra = sorted({*entity.fields, *WISHES} - taken(schema, entity))
            keys = [{"__typename": entity.name, "id": new_id("x"), wish: "x"} for wish in extra]
            body = {"query": query, "variables": {"r": keys}}
            url = shop.stack.subgraphs.url(name)
            headers = {"x-router-secret": router_secret(shop.stack.layout, name)}
            answer = (await http.post(url, json=body, headers=headers)).json()
            assert answer["data"] == {"_entities": [None] * len(keys)}
            codes = [each["extensions"]["code"] for each in answer["errors"]]
            assert codes == ["BAD_USER_INPUT"] * len(keys)


def taken(schema: Any, entity: GraphQLObjectType) -> set[str]:
    """What a representation may hold."""
    required: frozenset[str] = schema._references[entity.name].required
    return {"id", *required}


def powerful(api: GraphQLSchema) -> set[str]:
    """Input fields, and arguments of mutations, whose names sound like power."""
    found = {
        f"{type_.name}.{name}"
        for type_ in api.type_map.values()
        if isinstance(type_, GraphQLInputObjectType)
        for name in type_.fields
    }
    found |= {f"Mutation.{name}.{each}" for name, f in mutations(api).items() for each in f.args}
    return {each for each in found if POWER.search(each.rpartition(".")[2])}


def test_inputs_that_sound_like_power_are_reviewed(api: GraphQLSchema) -> None:
    """A new input that names a role, a status, an owner or a price needs a reason in the list."""
    assert powerful(api) == set(REVIEWED)
