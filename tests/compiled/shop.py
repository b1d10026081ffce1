"""The shop's three schemas as they are, over services and loaders whose answers are drawn."""

import inspect
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any, get_args, get_type_hints

from graphql import GraphQLObjectType, default_field_resolver
from strawberry.types.base import StrawberryObjectDefinition

from subgraphs.common.auth import Viewer
from subgraphs.common.context import Caller
from subgraphs.common.errors import BadUserInput, Unauthenticated, Unavailable
from subgraphs.common.loaders import load_by_key
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.scopes import requirements
from tests.compiled.chance import Chance
from tests.compiled.domain import PREFIXES, drawn, ids
from tests.compiled.literals import Literals
from tests.compiled.stages import Stage
from tests.compiled.world import Stranger, World, pause

SUBGRAPHS = ("users", "products", "orders")
REFUSALS: tuple[Callable[[str], Exception], ...] = (Unavailable, BadUserInput, ValueError, KeyError)


def shop_stages() -> list[Stage]:
    """Each schema as it is, and once more with all its resolvers disturbed."""
    stages = []
    for name in SUBGRAPHS:
        usual, disturbed = _schema(name), _schema(name)
        disturb(disturbed)
        stages.append(Stage(name, usual, _worlds(name, usual), literals(usual)))
        stages.append(
            Stage(f"{name}, disturbed", disturbed, _worlds(name, disturbed), literals(usual))
        )
    return stages


def _schema(name: str) -> SubgraphSchema:
    """A subgraph's schema of our own, whose errors come as they are."""
    committed = import_module(f"subgraphs.{name}.schema").schema
    made = SubgraphSchema(
        query=committed.query,
        mutation=committed.mutation,
        types=[
            each.extensions["strawberry-definition"].origin
            for each in committed._schema.type_map.values()
            if isinstance(each, GraphQLObjectType)
            and isinstance(each.extensions.get("strawberry-definition"), StrawberryObjectDefinition)
            and not each.extensions["strawberry-definition"].concrete_of
            and not each.name.startswith("_")
        ],
    )
    made.extensions = ()
    _print_once(made)
    return made


def _print_once(schema: SubgraphSchema) -> None:
    """The SDL is printed for every `_service`, which takes longer than all the rest."""
    service: Any = schema._schema.type_map["_Service"]
    field = service.fields["sdl"]
    printed = schema.as_str()
    field.resolve = lambda source, info: printed


def literals(schema: SubgraphSchema) -> Literals:
    """Ids that exist, and representations the router might send."""
    union: Any = schema._schema.type_map["_Entity"]
    known = [f'"{each}"' for kind in PREFIXES for each in ids(kind)]
    entities = {
        "User": "UserId",
        "Order": "OrderId",
        "Product": "ProductId",
        "Category": "CategoryId",
        "Cart": "CartId",
    }
    sent = [
        f'{{__typename: "{name}", id: "{each}"}}'
        for name, kind in entities.items()
        if name in {each.name for each in union.types}
        for each in ids(kind)
    ]
    wrong = [
        '{__typename: "Nothing", id: "x"}',
        "{}",
        "5",
        '{__typename: "Order", id: {a: 1}}',
        "null",
    ]
    sizes = ("1", "2", "5", "20", "100", "-1")
    return Literals({"Int": sizes, "ID": [*known, '"x"'], "_Any": [*sent, *sent, *wrong[:4]]})


def _worlds(name: str, schema: SubgraphSchema) -> Callable[[Any], "ShopWorld"]:
    context = import_module(f"subgraphs.{name}.context").Context
    scopes = sorted({scope for each in requirements(schema).values() for scope in each.any_of})
    return lambda seed: ShopWorld(seed, context, scopes)


class ShopWorld(World):
    """One request's luck, with the context a subgraph's resolvers expect."""

    def __init__(self, seed: Any, kind: Any, scopes: Sequence[str]) -> None:
        super().__init__(seed)
        day = Chance("day", seed)
        self.trouble = day.one_of((0, 1, 4))
        self.slow = day.one_of((0, 15, 60))
        self._context = _context_of(kind, self, _caller(day, scopes))

    @property
    def context(self) -> Any:
        """What resolvers are given."""
        return self._context


def _caller(luck: Chance, scopes: Sequence[str]) -> Caller:
    viewer = Viewer(
        id=luck.one_of([*ids("UserId")[:2], "svc_orders"]),
        scopes=frozenset(scopes if luck.hits(80) else luck.some_of(scopes)),
        session=luck.one_of((None, ids("SessionId")[0])),
    )
    return Caller(
        request_id="req-1",
        is_router=luck.hits(95),
        viewer=None if luck.hits(7) else viewer,
        refusal=Unauthenticated("this token is old") if luck.hits(3) else None,
    )


def _context_of(kind: Any, world: World, caller: Caller) -> Any:
    hints = _hints(kind)
    parts = {
        name: _loaders(hint, world) if name == "loaders" else Faked(hint, name, world)
        for name, hint in hints.items()
        if name not in ("caller", "nodes_left")
    }
    context = _open(kind)(caller=caller, **parts)
    context.world = world
    return context


@lru_cache(maxsize=64)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


@lru_cache(maxsize=8)
def _open(kind: Any) -> Any:
    """The same class, to which the world can be tied."""
    return type(kind.__name__, (kind,), {})


def _loaders(kind: Any, world: World) -> Any:
    loaders = kind.__new__(kind)
    for name, member in vars(kind).items():
        if isinstance(member, cached_property):
            _, value = get_args(_hints(member.func)["return"])
            loaders.__dict__[name] = load_by_key(_fetching(world, name, value))
    return loaders


def _fetching(world: World, name: str, value: Any) -> Any:
    async def fetch(keys: Sequence[Any]) -> dict[Any, Any]:
        world.batches.append((name, [repr(each) for each in keys]))
        luck = world.chance.at("fetch", name, *keys)
        await pause(luck.number(0, 2))
        if luck.hits(world.trouble):
            raise luck.one_of(REFUSALS)(f"{name} failed")
        found = {}
        for key in keys:
            of_key = world.chance.at(name, key)
            if not of_key.hits(10):
                found[key] = drawn(value, of_key)
        return found

    return fetch


class Faked:
    """A service whose methods answer what their return type says."""

    def __init__(self, kind: type, name: str, world: World) -> None:
        self._kind, self._name, self._world = kind, name, world

    def __getattr__(self, method: str) -> Any:
        declared = getattr(self._kind, method)
        hint = _hints(declared).get("return", type(None))

        def answer(arguments: Any, named: Any) -> Any:
            self._world.calls.append((self._name, method, repr(arguments), repr(named)))
            luck = self._world.chance.at(self._name, method, arguments, named)
            if luck.hits(self._world.trouble):
                raise luck.one_of(REFUSALS)(f"{method} failed")
            return drawn(hint, luck)

        async def later(*arguments: Any, **named: Any) -> Any:
            await pause(self._world.chance.at(method).number(0, 2))
            return answer(arguments, named)

        if inspect.iscoroutinefunction(declared):
            return later
        return lambda *arguments, **named: answer(arguments, named)


def disturb(schema: SubgraphSchema) -> None:
    """Every resolver is late, fails or gives nothing, now and then; all their calls are noted."""
    for type_ in schema._schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for field in type_.fields.values():
                field.resolve = _disturbed(field.resolve or default_field_resolver)


def _disturbed(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def disturbed(source: Any, info: Any, /, **arguments: Any) -> Any:
        world: World = info.context.world
        luck = world.called(info, **arguments)
        failure = world.spoil(luck)
        if failure is not None:
            raise failure
        value = resolve(source, info, **arguments)
        if luck.hits(world.trouble):
            if inspect.iscoroutine(value):
                value.close()
            return luck.one_of((None, None, ValueError("returned"), Stranger()))
        return value if inspect.isawaitable(value) else world.lately(luck, value)

    return disturbed
