"""Every way to everything that is protected, walked from the schemas."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_object_type,
)

from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.scopes import requirements

ROOTS = ("Query", "Mutation")


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A field on the way, and the type of the object it is followed to."""

    parent: str
    field: str
    target: str

    @property
    def name(self) -> str:
        """The field's coordinate."""
        return f"{self.parent}.{self.field}"


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """How a protected field is reached: its row in the table is its coordinate and its path."""

    coordinate: str
    path: str
    # The subgraph that is asked straight; "" is a router.
    subgraph: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def type(self) -> str:
        """Whose field it is."""
        return self.coordinate.partition(".")[0]

    @property
    def field(self) -> str:
        """Its name."""
        return self.coordinate.partition(".")[2]

    @property
    def row(self) -> tuple[str, str]:
        """What names it in the table."""
        return self.coordinate, self.path


def ways(api: GraphQLSchema, subgraphs: Mapping[str, SubgraphSchema]) -> list[Way]:
    """Each way to each protected field, and every root field: an open one is open knowingly."""
    found = set(_roots(api))
    for name, schema in subgraphs.items():
        for coordinate in protected_in(schema):
            found |= set(_ways_to(api, schema, name, coordinate))
    return sorted(found)


def protected_in(schema: SubgraphSchema) -> list[str]:
    """Fields that require something, and all fields of types that do."""
    found = set()
    for coordinate in requirements(schema):
        if "." in coordinate:
            found.add(coordinate)
        else:
            type_ = schema._schema.type_map[coordinate]
            found |= {f"{coordinate}.{field}" for field in getattr(type_, "fields", {})}
    return sorted(found)


def routes(api: GraphQLSchema) -> Mapping[str, tuple[Step, ...]]:
    """The shortest way from Query to each object type; one through an interface counts longer."""
    found: dict[str, tuple[Step, ...]] = {}
    waiting: list[tuple[int, tuple[Step, ...], str]] = [(0, (), "Query")]
    while waiting:
        length, steps, here = heapq.heappop(waiting)
        if here in found:
            continue
        found[here] = steps
        for step, is_detour in _steps_from(api, here):
            heapq.heappush(waiting, (length + 1 + is_detour, (*steps, step), step.target))
    return found


def _roots(api: GraphQLSchema) -> Iterator[Way]:
    for root in ROOTS:
        for field in getattr(api.type_map[root], "fields", {}):
            yield Way(f"{root}.{field}", "router")


def _ways_to(
    api: GraphQLSchema, schema: SubgraphSchema, subgraph: str, coordinate: str
) -> Iterator[Way]:
    name, _, field = coordinate.partition(".")
    if name in ROOTS:
        if field not in getattr(api.type_map[name], "fields", {}):
            yield Way(coordinate, subgraph, subgraph)
        return
    if name in _entities(schema):
        yield Way(coordinate, f"{subgraph}._entities", subgraph)
    if field not in getattr(api.type_map.get(name), "fields", {}):
        return
    reached = routes(api)
    for parent in reached:
        for step, _ in _steps_from(api, parent):
            if step.target == name:
                yield Way(coordinate, step.name, steps=(*reached[parent], step))


def _entities(schema: SubgraphSchema) -> set[str]:
    union = schema._schema.type_map.get("_Entity")
    return {each.name for each in getattr(union, "types", ())}


def _steps_from(api: GraphQLSchema, name: str) -> Iterator[tuple[Step, bool]]:
    type_ = api.type_map[name]
    if not isinstance(type_, GraphQLObjectType):
        return
    for field, definition in type_.fields.items():
        given = get_named_type(definition.type)
        if is_object_type(given):
            yield Step(name, field, given.name), False
        elif is_abstract_type(given):
            for each in api.get_possible_types(given):
                yield Step(name, field, each.name), True
