"""A schema in plain graphql-core with what Strawberry cannot say."""

import asyncio
from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    build_schema,
    is_list_type,
    is_non_null_type,
)

from tests.compiled.chance import Chance
from tests.compiled.world import Stranger, World, late, listed

WRAPPINGS = (
    "{}", "{}!", "[{}]", "[{}!]", "[{}]!", "[{}!]!", "[[{}]]", "[[{}!]!]!", "[[[{}]!]]",
)  # fmt: skip
LEAVES = ("Int", "Float", "String", "Boolean", "ID", "Colour", "Odd")
OBJECTS = ("Node", "Cat", "Being", "Animal", "Thing")
GIVEN = """(
    int: Int = 3, needed: Int!, text: String = "a\\"b", colour: Colour = RED,
    colours: [Colour!] = [GREEN], list: [[Int]], odd: Odd, odds: [Odd!]! = ["x"], input: Input,
    one: One, inputs: [Input!], class: ID, self: Float = 1, flag: Boolean! = true
)"""


def _shapes(types: tuple[str, ...], wrappings: tuple[str, ...] = WRAPPINGS) -> Iterator[str]:
    for name in types:
        for number, wrapping in enumerate(wrappings):
            yield f"  {name.lower()}{number}: {wrapping.format(name)}"


SDL = f"""
scalar Odd
enum Colour {{ RED GREEN BLUE }}
input Input {{
  int: Int! = 1, text: String, colour: Colour = GREEN, inner: Input, list: [Int!], odd: Odd
}}
input One @oneOf {{ int: Int, text: String, inner: Input }}
interface Being {{ id: ID! name: String friend: Being friends: [Being!] }}
interface Animal implements Being {{
  id: ID! name: String friend: Being friends: [Being!] legs(count: Int = 4): Int!
}}
type Cat implements Animal & Being {{
  id: ID! name: String friend: Cat friends: [Being!] legs(count: Int = 4): Int! lives: [Int]!
  node: Node!
}}
type Dog implements Animal & Being {{
  id: ID! name: String! friend: Being friends: [Cat!] legs(count: Int = 4): Int! bark: Colour
  owner: Thing!
}}
type Robot implements Being {{
  id: ID! name: String friend: Being friends: [Being!] odd: Odd! parts: [[Thing!]!]
}}
union Thing = Cat | Dog | Robot | Node
type Node {{
  echo{GIVEN}: String
  echoes{GIVEN}: [String!]!
{chr(10).join(_shapes(LEAVES))}
{chr(10).join(_shapes(OBJECTS))}
}}
type Query {{
  node: Node
  must: Node!
  echo{GIVEN}: String!
{chr(10).join(_shapes(("Int", "Colour", "Odd"), WRAPPINGS[:6]))}
{chr(10).join(_shapes(OBJECTS, WRAPPINGS[:8]))}
}}
type Mutation {{
  act(step: Int): Int
  mustAct(step: Int): Int!
  make(input: Input!): Node
  mustMake(inputs: [Input!]): Thing!
  many: [Being!]!
}}
"""

COLOURS = {"RED": 1, "GREEN": "two", "BLUE": (3, 3)}
RIGHT: dict[str, tuple[Any, ...]] = {
    "Int": (0, 1, -5, 2**31 - 1, -(2**31), True, 3.0),
    "Float": (0.5, 1, -0.0, True, 1e300),
    "String": ("", "text", 5, True, 1.5, "\n"),
    "Boolean": (True, False, 1, 0),
    "ID": ("id", 7, ""),
    "Colour": (1, "two", (3, 3)),
    "Odd": ("odd", 1, [1, [2]], {"a": {"b": 1}}, False, 0, "later", "odd"),
}
WRONG: dict[str, tuple[Any, ...]] = {
    "Int": (2**31, -(2**31) - 1, 1.5, "12", "no", "", [], float("nan"), float("inf"), Undefined),
    "Float": (float("nan"), float("inf"), "1.5", "", [1], 10**400),
    "String": ([], {}, float("nan"), object, b"bytes"),
    "Boolean": ("true", [], float("nan"), 2),
    "ID": (1.5, True, [], {}),
    "Colour": ("RED", 2, [], {}, None, 1.0, True),
    "Odd": ("raise", "none", "undefined"),
}


class Thing:
    """An object whose attributes are drawn when they are read; some are functions."""

    def __init__(self, world: World, luck: Chance, name: str) -> None:
        self._world, self._luck = world, luck
        self.__typename = name if luck.hits(70) else None
        self.kind = name

    def __getattr__(self, name: str) -> Any:
        declared: Any = SCHEMA.type_map[self.kind]
        field = declared.fields.get(name)
        if field is None:
            raise AttributeError(name)
        return given(self._world, field.type, self._luck.at("attribute", name))

    def __repr__(self) -> str:
        return f"<{self.kind}>"


class Row(dict[str, Any]):
    """The same as a mapping."""

    def __init__(self, world: World, luck: Chance, name: str) -> None:
        super().__init__(__typename=name)
        self._thing = Thing(world, luck, name)
        self.kind = name

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name, default) if name in self else getattr(self._thing, name)

    def __repr__(self) -> str:
        return f"<row of {self.kind}>"


def given(world: World, type_: Any, luck: Chance) -> Any:
    """What an attribute holds: a value, something to wait for, or a function of either."""
    value = world.lately(luck, value_of(world, type_, luck))
    if not luck.hits(20):
        return value

    def called(info: Any, **arguments: Any) -> Any:
        world.called(info, **arguments)
        failure = world.spoil(luck)
        if failure is not None:
            raise failure
        return value

    return called


def value_of(world: World, type_: Any, luck: Chance) -> Any:
    """A value of the type; now and then a wrong one, an exception or nothing."""
    failure = world.spoil(luck)
    if failure is not None:
        return failure
    if is_non_null_type(type_):
        return None if luck.hits(world.trouble / 2) else _present(world, type_.of_type, luck)
    return luck.one_of((None, None, Undefined)) if luck.hits(10) else _present(world, type_, luck)


def _present(world: World, type_: Any, luck: Chance) -> Any:
    if is_list_type(type_):
        if luck.hits(world.trouble):
            return luck.one_of((5, "text", {"a": 1}, b"x", Stranger()))
        places = [luck.at(index) for index in range(luck.number(0, 3))]
        items = [world.lately(each, value_of(world, type_.of_type, each)) for each in places]
        return listed(world, luck, items)
    if type_.name in RIGHT:
        return luck.one_of((WRONG if luck.hits(world.trouble * 3) else RIGHT)[type_.name])
    kinds = [type_.name]
    if not isinstance(type_, GraphQLObjectType):
        kinds = [each.name for each in SCHEMA.get_possible_types(type_)]
        if luck.hits(world.trouble):
            kinds = ["Query", "Dog", "Robot", "Node"]
    return luck.one_of((Thing, Thing, Row))(world, luck.at("object"), luck.one_of(kinds))


def resolve(source: Any, info: Any, /, **arguments: Any) -> Any:
    """Resolves any field: notes the call and draws a value."""
    world: World = info.context
    luck = world.called(info, **arguments)
    failure = world.spoil(luck)
    if failure is not None:
        raise failure
    if info.field_name in ("echo", "echoes"):
        said = repr(arguments)
        return world.lately(luck, [said, said] if info.field_name == "echoes" else said)
    if luck.hits(10):
        return loaded(world, luck, info)
    return world.lately(luck, value_of(world, info.return_type, luck))


async def loaded(world: World, luck: Chance, info: Any) -> Any:
    """A value that comes through a dataloader, which others share."""
    key = luck.number(0, 9)
    await world.loader(luck.one_of(("left", "right"))).load(key)
    return value_of(world, info.return_type, luck.at("loaded", key))


def named(value: Any, info: Any, type_: Any) -> Any:
    """Which type a value is; sometimes wrong, later, nothing, or a failure."""
    world: World = info.context
    luck = world.chance.at("named", type_.name, *info.path.as_list(), value.kind)
    world.calls.append(("named", type_.name, info.path.as_list(), repr(value)))
    failure = world.spoil(luck)
    if failure is not None:
        raise failure
    name: Any = value.kind
    if luck.hits(world.trouble):
        name = luck.one_of((None, "Unknown", "Being", "Query", 5, "Odd", SCHEMA.type_map["Cat"]))
    return late(luck, luck.number(0, 2), name) if luck.hits(40) else name


def is_one(name: str) -> Any:
    """Whether a value is of the type; sometimes wrong, later, or a failure."""

    def is_type_of(value: Any, info: Any) -> Any:
        world: World = info.context
        luck = world.chance.at("is", name, *info.path.as_list(), value.kind)
        world.calls.append(("is", name, info.path.as_list(), repr(value)))
        failure = world.spoil(luck)
        if failure is not None:
            raise failure
        answer: Any = value.kind == name and not luck.hits(world.trouble)
        answer = (
            answer if luck.hits(80) else luck.one_of((int(answer), "" if not answer else "yes"))
        )
        return late(luck, luck.number(0, 2), answer) if luck.hits(40) else answer

    return is_type_of


def serialised(value: Any) -> Any:
    """The odd scalar: raises, gives nothing, or something to wait for."""
    if value == "raise":
        raise ValueError("this is too odd")
    if value in ("none", "undefined"):
        return None if value == "none" else Undefined
    if value == "later":
        return _later()
    if value == "future":
        return asyncio.ensure_future(_later())
    return value


async def _later() -> str:
    return "odd, later"


def make() -> GraphQLSchema:
    """A schema of its own, for whoever wants to change it."""
    schema = build_schema(SDL)
    types: Any = schema.type_map
    for name, value in COLOURS.items():
        types["Colour"].values[name].value = value
    types["Colour"].__dict__.pop("_value_lookup", None)
    types["Odd"].coerce_output_value = serialised
    types["Animal"].resolve_type = named
    types["Thing"].resolve_type = named
    for name in ("Cat", "Dog"):
        types[name].is_type_of = is_one(name)
    for name in ("Query", "Mutation", "Node", "Cat", "Dog"):
        for index, field in enumerate(types[name].fields.values()):
            # The other half is read from the object.
            if name in ("Query", "Mutation") or index % 2 == 0:
                field.resolve = resolve
    for name in ("Query", "Node"):
        types[name].fields["echo"].args["int"].out_name = "number"
        types[name].fields["echo"].resolve = resolve
    return schema


SCHEMA = make()
