"""A Strawberry schema with everything Strawberry can say; what is given is drawn by place."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from functools import cached_property
from typing import Annotated, Any, Generic, NewType, TypeAlias, TypeVar
from uuid import UUID

import strawberry
from graphql import GraphQLError, is_list_type, is_non_null_type, is_object_type
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.schema.config import StrawberryConfig

from tests.compiled.chance import Chance
from tests.compiled.world import FAILURES, Stranger, World, listed, pause

T = TypeVar("T")
Odd = NewType("Odd", object)


@strawberry.enum
class Colour(Enum):
    RED = 1
    GREEN = "two"
    BLUE = strawberry.enum_value((3, 3), name="AZURE", deprecation_reason="old")
    ALSO_RED = 1  # noqa: PIE796 - another name for one value, as Python allows


@strawberry.enum
class Rank(IntEnum):
    LOW = 0
    HIGH = 1


@strawberry.enum
class Word(str, Enum):  # noqa: UP042 - older code spells it so
    YES = "yes"
    NO = "NO"


Info: TypeAlias = strawberry.Info[World, Any]


class Allowed(BasePermission):
    """Allows most; refuses some, and sometimes fails."""

    message = "not allowed"
    error_extensions = {"code": "NOT_ALLOWED"}  # noqa: RUF012 - Strawberry's own way to say it

    def has_permission(self, source: Any, info: Info, **given: Any) -> bool:
        luck = _luck(info, type(self).__name__)
        info.context.calls.append((type(self).__name__, info.path.as_list(), repr(given)))
        if luck.hits(3):
            raise luck.one_of(FAILURES)("no permission")
        return not luck.hits(15)


class AllowedLater(Allowed):
    """The same, after a while."""

    async def has_permission(self, source: Any, info: Info, **given: Any) -> bool:
        await pause(_luck(info, "later").number(0, 2))
        return super().has_permission(source, info, **given)


class Twice(FieldExtension):
    """Calls what is below, and notes that it was there."""

    def resolve(self, next_: Any, source: Any, info: Info, **given: Any) -> Any:
        info.context.calls.append(("extension", info.path.as_list(), repr(given)))
        return next_(source, info, **given)

    async def resolve_async(self, next_: Any, source: Any, info: Info, **given: Any) -> Any:
        info.context.calls.append(("extension, later", info.path.as_list(), repr(given)))
        await pause(_luck(info, "extension").number(0, 1))
        return await next_(source, info, **given)


class Replaced(FieldExtension):
    """Sometimes answers without asking what is below."""

    def resolve(self, next_: Any, source: Any, info: Info, **given: Any) -> Any:
        return 7 if _luck(info, "replaced").hits(30) else next_(source, info, **given)


def _luck(info: Info, *further: Any) -> Chance:
    return info.context.chance.at(*info.path.as_list(), *further)


def _drawn(info: Info, **given: Any) -> Any:
    """A value for the field that asks; raised, or wrong, now and then."""
    luck = info.context.called(info._raw_info, **given)
    failure = info.context.spoil(luck)
    if failure is not None:
        raise failure
    return value_of(info.context, info._raw_info.return_type, luck, 0)


async def _drawn_later(info: Info, **given: Any) -> Any:
    await pause(_luck(info, "turns").number(0, 3))
    found = _drawn(info, **given)
    await pause(_luck(info, "after").number(0, 1))
    return found


async def _loaded(info: Info, **given: Any) -> Any:
    luck = info.context.called(info._raw_info, **given)
    await info.context.loader(luck.one_of(("left", "right"))).load(luck.number(0, 9))
    return value_of(info.context, info._raw_info.return_type, luck, 0)


@strawberry.interface
class Being:
    id: strawberry.ID
    name: str | None

    @strawberry.field
    def friend(self, info: Info) -> "Being | None":
        found: Being | None = _drawn(info)
        return found

    @strawberry.field
    async def friends(self, info: Info) -> "list[Being]":
        found: list[Being] = await _loaded(info)
        return found


@strawberry.interface
class Animal(Being):
    legs: int

    @strawberry.field
    def kin(self, info: Info) -> "list[Animal | None] | None":
        found: list[Animal | None] | None = _drawn(info)
        return found


@strawberry.type
class Leaf:
    """Nothing but attributes."""

    int_: int = strawberry.field(name="int")
    int_or_none: int | None
    float_: float = strawberry.field(name="float")
    text: str
    texts: list[str]
    some: list[str | None] | None
    grid: list[list[int] | None]
    flag: bool
    colour: Colour
    colours: list[Colour | None]
    rank: Rank | None
    word: Word
    uid: UUID | None
    day: date
    moment: datetime
    hour: time | None
    amount: Decimal
    odd: Odd | None
    other: strawberry.scalars.JSON | None
    unnamed: strawberry.Private[int]


@strawberry.type
class Cat(Animal):
    lives: list[int | None]
    leaf: Leaf
    leaves: list[Leaf | None]
    mate: "Cat | None"

    @cached_property
    def _never_asked(self) -> None:
        raise AssertionError("this is no field")

    @strawberry.field
    async def later(self, info: Info, count: int = 3) -> int:
        found: int = await _drawn_later(info, count=count)
        return found


@strawberry.type
class Dog(Animal):
    bark: Colour | None
    leaf: Leaf | None

    @strawberry.field(permission_classes=[Allowed])
    def bone(self, info: Info) -> str:
        found: str = _drawn(info)
        return found

    @strawberry.field(permission_classes=[AllowedLater], extensions=[Twice()])
    def secret(self, info: Info, word: str = "x") -> str | None:
        found: str | None = _drawn(info, word=word)
        return found


@strawberry.type
class Robot(Being):
    serial: int

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """By the serial number, not the class."""
        return hasattr(value, "serial")


class Puppy(Dog):
    """A class of Python's that GraphQL does not know; its objects are dogs."""

    @property
    def name(self) -> str:
        return "a property"


@strawberry.type
class Page(Generic[T]):
    items: list[T]
    first: T | None
    total: int = 0


Thing: TypeAlias = Annotated[Cat | Dog | Robot | Leaf, strawberry.union("Thing")]


@strawberry.input
class Inner:
    number: int = 4
    colour: Colour | None = Colour.GREEN
    words: list[str] = strawberry.field(default_factory=lambda: ["a"])


@strawberry.input
class Input:
    needed: int
    text: str | None = strawberry.UNSET
    inner: Inner | None = None
    inners: list[Inner] | None = None
    maybe: strawberry.Maybe[int | None]
    odd: Odd | None = None
    at: datetime | None = None


@strawberry.input(one_of=True)
class One:
    number: strawberry.Maybe[int]
    text: strawberry.Maybe[str]
    inner: strawberry.Maybe[Inner]


@strawberry.type
class Node:
    """Every kind of field."""

    plain: Leaf
    title: str = "a default"

    @strawberry.field
    def node(self, info: Info) -> "Node | None":
        found: Node | None = _drawn(info)
        return found

    @strawberry.field
    async def must(self, info: Info) -> "Node":
        found: Node = await _drawn_later(info)
        return found

    @strawberry.field
    async def nodes(self, info: Info, first: int = 2) -> "list[Node | None]":
        found: list[Node | None] = await _loaded(info, first=first)
        return found

    @strawberry.field
    def beings(self, info: Info) -> list[Being]:
        found: list[Being] = _drawn(info)
        return found

    @strawberry.field
    async def animals(self, info: Info) -> list[list[Animal] | None] | None:
        found: list[list[Animal] | None] | None = await _drawn_later(info)
        return found

    @strawberry.field
    def thing(self, info: Info) -> Thing:
        found: Thing = _drawn(info)
        return found

    @strawberry.field
    async def things(self, info: Info) -> list[Thing | None] | None:
        found: list[Thing | None] | None = await _loaded(info)
        return found

    @strawberry.field
    def page(self, info: Info) -> Page[Cat]:
        found: Page[Cat] = _drawn(info)
        return found

    @strawberry.field
    def words(self, info: Info) -> Page[str] | None:
        found: Page[str] | None = _drawn(info)
        return found

    @strawberry.field
    async def leaf(self, info: Info) -> Leaf | None:
        found: Leaf | None = await _drawn_later(info)
        return found

    @strawberry.field
    def leaves(self, info: Info) -> list[Leaf] | None:
        found: list[Leaf] | None = _drawn(info)
        return found

    @strawberry.field
    def number(self, info: Info) -> int:
        found: int = _drawn(info)
        return found

    @strawberry.field
    async def numbers(self, info: Info) -> list[int | None]:
        found: list[int | None] = await _drawn_later(info)
        return found

    @strawberry.field(permission_classes=[Allowed, AllowedLater])
    async def guarded(self, info: Info) -> "Node | None":
        found: Node | None = await _drawn_later(info)
        return found

    @strawberry.field(extensions=[Twice(), Replaced()])
    def extended(self, info: Info, by: int | None = None) -> int | None:
        found: int | None = _drawn(info, by=by)
        return found

    @strawberry.field
    def echo(
        self,
        info: Info,
        needed: int,
        text: str = 'a"\\b',
        input: Input | None = None,
        one: One | None = None,
        colours: list[Colour] | None = None,
        rank: Rank = Rank.HIGH,
        word: Word | None = Word.YES,
        grid: list[list[int | None]] | None = None,
        odd: Odd | None = None,
        moment: datetime | None = None,
        class_: Annotated[str | None, strawberry.argument(name="class")] = None,
        unset: int | None = strawberry.UNSET,
        maybe: strawberry.Maybe[str | None] = None,
    ) -> str | None:
        given = {name: each for name, each in locals().items() if name not in ("self", "info")}
        info.context.called(info._raw_info, **given)
        return repr(given)


@strawberry.type
class Query(Node):
    @strawberry.field
    def title(self) -> str:
        return "of the query"

    @strawberry.field
    def plain(self, info: Info) -> Leaf:
        found: Leaf = _drawn(info)
        return found


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def act(self, info: Info, step: int = 0) -> int | None:
        found: int | None = await _drawn_later(info, step=step)
        return found

    @strawberry.mutation
    def must_act(self, info: Info, step: int = 0) -> int:
        found: int = _drawn(info, step=step)
        return found

    @strawberry.mutation
    async def make(self, info: Info, input: Input) -> Node:
        found: Node = await _drawn_later(info, input=input)
        return found

    @strawberry.mutation(permission_classes=[AllowedLater])
    def things(self, info: Info) -> list[Thing] | None:
        found: list[Thing] | None = _drawn(info)
        return found


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        yield 1


def serialised(value: Any) -> Any:
    """The odd scalar: raises, or gives nothing, or something to wait for."""
    if value == "raise":
        raise ValueError("this is too odd")
    if value == "later":
        return _later()
    return None if value == "none" else value


async def _later() -> str:
    return "odd, later"


def parsed(value: Any) -> Any:
    """Refuses one value."""
    if value == "FREE":
        raise GraphQLError("not this one", extensions={"code": "REFUSED"})
    return value


def make() -> strawberry.Schema:
    """A schema of its own, for whoever wants to change it."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Cat, Dog, Robot],
        config=StrawberryConfig(
            scalar_map={
                Odd: strawberry.scalar(name="Odd", serialize=serialised, parse_value=parsed)
            }
        ),
    )


SCHEMA = make()
CLASSES: dict[str, tuple[type, ...]] = {"Dog": (Dog, Puppy)}
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
RIGHT: dict[str, tuple[Any, ...]] = {
    "Int": (0, 1, 2**31 - 1, True, 2.0, Rank.HIGH),
    "Float": (0.5, 1, -0.0),
    "String": ("", "text", 5, True, Word.YES),
    "Boolean": (True, False, 1),
    "ID": ("id", 7),
    "UUID": (UUID(int=5), "00000000-0000-0000-0000-000000000007"),
    "Date": (NOON.date(), NOON),
    "DateTime": (NOON,),
    "Time": (NOON.time(),),
    "Decimal": (Decimal("1.50"), 3),
    "Odd": ("odd", 1, [1, [2]], {"a": {"b": 1}}, 0, "later"),
    "JSON": ({"a": None}, [1], "x"),
    "Colour": (Colour.RED, Colour.GREEN, Colour.BLUE, Colour.ALSO_RED, 1, "two", (3, 3)),
    "Rank": (Rank.LOW, Rank.HIGH, 0, 1, True),
    "Word": (Word.YES, Word.NO, "yes", "NO"),
}
WRONG: dict[str, tuple[Any, ...]] = {
    "Int": (2**31, 1.5, "12", "no", float("nan"), Colour.RED),
    "Float": (float("nan"), float("inf"), "x", [1]),
    "String": ([], {}, object, b"bytes"),
    "Boolean": ("true", [], 2),
    "Colour": ("RED", "AZURE", 2, [], Word.YES, Rank.LOW),
    "Rank": ("LOW", 7, Colour.RED),
    "Word": ("maybe", 1, Colour.GREEN),
    "Odd": ("raise", "none"),
    "DateTime": ("2026", 5),
    "Date": (5,),
}


def value_of(world: World, type_: Any, luck: Chance, depth: int) -> Any:
    """A value of the type; now and then a wrong one, an exception or nothing."""
    failure = world.spoil(luck) if luck.hits(50) else None
    if failure is not None:
        return failure
    if is_non_null_type(type_):
        return None if luck.hits(world.trouble / 3) else _present(world, type_.of_type, luck, depth)
    return None if luck.hits(10) else _present(world, type_, luck, depth)


def _present(world: World, type_: Any, luck: Chance, depth: int) -> Any:
    if is_list_type(type_):
        if luck.hits(world.trouble / 2):
            return luck.one_of((5, "text", {"a": 1}))
        places = [luck.at(index) for index in range(luck.number(0, 3 if depth < 1 else 1))]
        return listed(
            world,
            luck,
            [_lately(world, value_of(world, type_.of_type, each, depth), each) for each in places],
        )
    if type_.name in RIGHT:
        right = not luck.hits(world.trouble * 2) or type_.name not in WRONG
        return luck.one_of((RIGHT if right else WRONG)[type_.name])
    possible = [type_] if is_object_type(type_) else SCHEMA._schema.get_possible_types(type_)
    chosen = luck.one_of(possible)
    if luck.hits(world.trouble / 2):
        return luck.one_of(
            (Stranger(), "no object", {"id": 1}, instance(world, "Leaf", luck.at("wrong"), 4))
        )
    made = instance(world, chosen.name, luck.at("object"), depth + 1)
    # Told to be of a type that it may or may not be.
    return strawberry.cast(luck.one_of((Cat, Dog, Robot)), made) if luck.hits(8) else made


def _lately(world: World, value: Any, luck: Chance) -> Any:
    return world.lately(luck, value) if luck.hits(40) else value


def instance(world: World, name: str, luck: Chance, depth: int) -> Any:
    """An object of the type, its attributes drawn; some have to be waited for."""
    type_: Any = SCHEMA._schema.type_map[name]
    definition: Any = type_.extensions["strawberry-definition"]
    made = object.__new__(luck.one_of(CLASSES.get(name, (definition.origin,))))
    for field in type_.fields.values():
        declared: Any = field.extensions["strawberry-definition"]
        if declared.base_resolver is not None or luck.hits(0.5):
            # Read all the same, an attribute that is missing is an error.
            continue
        value = _attribute(world, field.type, luck.at(declared.python_name), depth)
        if not isinstance(getattr(type(made), declared.python_name, None), property):
            object.__setattr__(made, declared.python_name, value)
    return made


def _attribute(world: World, type_: Any, luck: Chance, depth: int) -> Any:
    if depth > 2 and not is_non_null_type(type_):
        return None
    if depth > 2 and is_list_type(type_.of_type):
        return []
    value = value_of(world, type_, luck, depth)
    if not luck.hits(3):
        return value
    # Nobody may ask for it: it must not be a coroutine.
    return _Waiting(luck.number(0, 2), value)


class _Waiting:
    """An attribute's value that has to be waited for; waiting twice is no harm."""

    def __init__(self, turns: int, value: Any) -> None:
        self._turns, self._value = turns, value

    def __await__(self) -> Any:
        return self._wait().__await__()

    async def _wait(self) -> Any:
        await pause(self._turns)
        return self._value
