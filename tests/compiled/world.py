"""What resolvers of one example give and do: drawn by place, told to whoever compares."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiodataloader import DataLoader
from graphql import GraphQLError

from tests.compiled.chance import Chance


class Planned(Exception):
    """A failure somebody asked for."""


class Coded(Exception):
    """A failure that brings extensions, as this shop's do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.extensions = {"code": "CODED"}


class Stranger:
    """An object no schema knows; looks the same each time it is told."""

    def __repr__(self) -> str:
        return "<a stranger>"


class Late:
    """Something to wait for that is no coroutine; may be awaited as often as one likes."""

    def __init__(self, make: Callable[[], Awaitable[Any]]) -> None:
        self._make = make

    def __await__(self) -> Generator[Any, None, Any]:
        return self._make().__await__()


class Batches(DataLoader[Any, Any]):
    """A dataloader that tells its batches."""

    def __init__(self, name: str, world: "World") -> None:
        self._name, self._world = name, world
        super().__init__()

    async def batch_load_fn(self, keys: list[Any]) -> list[Any]:
        self._world.batches.append((self._name, list(map(str, keys))))
        luck = self._world.chance.at("batch", self._name, *keys)
        await pause(luck.number(0, 2))
        if luck.hits(3):
            raise Planned(f"the batch {self._name} failed")
        return [Planned(f"no {key}") if luck.hits(3) else key for key in keys]


@dataclass
class World:
    """The luck, the calls so far and the dataloaders of one execution."""

    seed: Any
    # How many in a hundred values are wrong, late or missing; 0 is a good day.
    trouble: float = 4
    slow: float = 15
    calls: list[Any] = field(default_factory=list)
    batches: list[Any] = field(default_factory=list)
    loaders: dict[str, Batches] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Chance(self.seed)

    @classmethod
    def of(cls, seed: Any) -> "World":
        """A good day, a bad one, or a slow one."""
        luck = Chance("day", seed)
        return cls(seed, trouble=luck.one_of((0, 1, 4, 12)), slow=luck.one_of((0, 15, 60)))

    @property
    def context(self) -> "World":
        """What resolvers are given."""
        return self

    def called(self, info: Any, /, **given: Any) -> Chance:
        """Note a call; the luck of its place."""
        place = info.path.as_list()
        self.calls.append((f"{info.parent_type.name}.{info.field_name}", place, repr(given)))
        luck = self.chance.at(*place)
        if luck.hits(5):
            self.calls.append(all_of(info))
        return luck

    def loader(self, name: str) -> Batches:
        """The dataloader of that name."""
        if name not in self.loaders:
            self.loaders[name] = Batches(name, self)
        return self.loaders[name]

    def spoil(self, luck: Chance) -> Exception | None:
        """Now and then something that goes wrong."""
        if not luck.hits(self.trouble):
            return None
        return luck.one_of(FAILURES)(f"planned at {luck.place[1:]}")

    def lately(self, luck: Chance, value: Any) -> Any:
        """*value*, now and then to be waited for, and then perhaps in vain."""
        if not luck.hits(self.slow):
            return value
        turns, failure = luck.number(0, 3), self.spoil(luck)
        return late(luck, turns, value, failure)


def late(luck: Chance, turns: int, value: Any, failure: Exception | None = None) -> Any:
    """*value* after so many turns of the loop, as one of the things one can wait for."""

    async def wait() -> Any:
        await pause(turns)
        if failure is not None:
            raise failure
        return value

    if luck.hits(30):
        return Late(wait)
    return asyncio.ensure_future(wait()) if luck.hits(15) else wait()


async def pause(turns: int) -> None:
    """So many turns of the loop."""
    for _ in range(turns):
        await asyncio.sleep(0)


def listed(world: World, luck: Chance, items: list[Any]) -> Any:
    """The items as one of the things that GraphQL takes for a list; some of them break off."""
    kind = luck.number(0, 11)
    failure = world.spoil(luck)
    if kind < 6:
        return items
    if kind == 6:
        return tuple(items)
    if kind == 7:
        return dict(enumerate(items)).values()
    if kind in (8, 9):
        return _each(items, failure)
    return _each_later(items, failure, luck.number(0, 2))


def _each(items: list[Any], failure: Exception | None) -> Iterator[Any]:
    yield from items
    if failure is not None:
        raise failure


async def _each_later(
    items: list[Any], failure: Exception | None, turns: int
) -> AsyncIterator[Any]:
    for each in items:
        await pause(turns)
        yield each
    if failure is not None:
        raise failure


def all_of(info: Any) -> tuple[Any, ...]:
    """Everything a resolver is told, as far as it can be compared."""
    fields = {
        "nodes": [node.loc and (node.loc.start, node.loc.end) for node in info.field_nodes],
        "type": str(info.return_type),
        "parent": info.parent_type.name,
        "fragments": sorted(info.fragments),
        "root": repr(info.root_value),
        "operation": info.operation.name and info.operation.name.value,
        "variables": repr(getattr(info.variable_values, "coerced", info.variable_values)),
        "variables kind": type(info.variable_values).__name__,
        "path": _typed(info.path),
    }
    return tuple(fields.items())


def _typed(path: Any) -> list[Any]:
    steps = []
    while path is not None:
        steps.append((path.key, path.typename))
        path = path.prev
    return steps


def _plain_graphql(message: str) -> Exception:
    return GraphQLError(message, extensions={"code": "OWN"})


def _placed_graphql(message: str) -> Exception:
    return GraphQLError(message, path=["elsewhere", 3], extensions={"where": "else"})


FAILURES: tuple[Callable[[str], Exception], ...] = (
    Planned, Planned, ValueError, Coded, _plain_graphql, _placed_graphql, KeyError, AttributeError,
)  # fmt: skip
