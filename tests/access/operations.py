"""Operations that ask for protected fields: one for all that can be asked for together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_non_null_type,
    is_required_argument,
)

from tests.access.arguments import PAGE, NoWay, is_page_size, nonsense
from tests.access.paths import Step, Way
from tests.access.world import ARGUMENTS, World


@dataclass(frozen=True, slots=True)
class Operation:
    """A document with its variables, where the answer has what it asks for, and which rows."""

    ways: tuple[Way, ...]
    kind: str
    text: str
    variables: Mapping[str, Any]
    # Response names from the root to the object whose fields these are.
    keys: tuple[str, ...]

    @property
    def document(self) -> str:
        """What is sent."""
        return f"{self.kind} Access{self.text}"


@dataclass(slots=True)
class Writer:
    """Writes operations of one schema about one world."""

    schema: GraphQLSchema
    world: World
    _types: dict[str, str] = field(default_factory=dict)
    _values: dict[str, Any] = field(default_factory=dict)

    def root(self, way: Way) -> Operation:
        """One root field; a mutation is called with nonsense."""
        step = Step(way.type, way.field, "")
        selected = self._call(step, way) + self._leaf(way)
        kind = way.type.lower()
        return self._operation((way,), kind, f"{{ {selected} }}", ())

    def nested(self, ways: tuple[Way, ...]) -> Operation:
        """Several fields of the object at the end of one path."""
        first = ways[0]
        text = self._fields(ways)
        for step in reversed(first.steps):
            definition = self._definition(step.parent, step.field)
            if is_abstract_type(get_named_type(definition.type)):
                text = f"... on {step.target} {{ {text} }}"
            text = f"{self._call(step, first)} {{ {text} }}"
        keys = tuple(step.field for step in first.steps)
        return self._operation(ways, "query", f"{{ {text} }}", keys)

    def entity(self, ways: tuple[Way, ...]) -> Operation:
        """Several fields of an entity, as the router asks for them."""
        name = ways[0].type
        if name not in self.world.values:
            raise NoWay(f"no {name} to ask for: add its id to tests/access/world.py")
        key = {"__typename": name, "id": self.world.values[name]}
        text = f"... on {name} {{ {self._fields(ways)} }}"
        self._types["r"], self._values["r"] = "[_Any!]!", [key]
        text = f"{{ _entities(representations: $r) {{ {text} }} }}"
        return self._operation(ways, "query", text, ("_entities",))

    def _operation(
        self, ways: tuple[Way, ...], kind: str, text: str, keys: tuple[str, ...]
    ) -> Operation:
        declared = ", ".join(f"${name}: {type_}" for name, type_ in self._types.items())
        head = f" ({declared}) " if declared else " "
        return Operation(ways, kind, head + text, self._values, keys)

    def _fields(self, ways: Iterable[Way]) -> str:
        wanted = [self._call(Step(w.type, w.field, ""), w) + self._leaf(w) for w in ways]
        # By it one's own account is told from another's.
        return " ".join(["__typename", "id", *wanted] if ways_of_user(ways) else wanted)

    def _leaf(self, way: Way) -> str:
        given = get_named_type(self._definition(way.type, way.field).type)
        return "" if is_leaf_type(given) else " { __typename }"

    def _definition(self, parent: str, name: str) -> GraphQLField:
        type_ = self.schema.type_map[parent]
        if not isinstance(type_, GraphQLObjectType):
            raise TypeError(f"{parent} has no fields to ask for")
        found: GraphQLField = type_.fields[name]
        return found

    def _call(self, step: Step, way: Way) -> str:
        given = []
        for name, argument in self._definition(step.parent, step.field).args.items():
            value = self._value(f"{step.name}.{name}", name, argument, step, way)
            if value is not None:
                variable = f"v{len(self._types)}"
                self._types[variable], self._values[variable] = str(argument.type), value
                given.append(f"{name}: ${variable}")
        return step.field + (f"({', '.join(given)})" if given else "")

    def _value(self, coordinate: str, name: str, argument: Any, step: Step, way: Way) -> Any:
        if coordinate in ARGUMENTS:
            return self.world.value(ARGUMENTS[coordinate], step.target)
        if step.parent != "Mutation" and is_page_size(name, argument):
            return PAGE
        if not is_required_argument(argument):
            return None
        if step.parent != "Mutation" and get_named_type(argument.type).name == "ID":
            raise NoWay(f"no way to call {step.name}: add {coordinate} to tests/access/world.py")
        return nonsense(argument.type)


def ways_of_user(ways: Iterable[Way]) -> bool:
    """Whether these are fields of an account."""
    return any(way.type == "User" for way in ways)


def must_be_alone(api: GraphQLSchema, way: Way, own: bool) -> bool:
    """A refusal that is not null would take its neighbours along; a key says less than they do."""
    type_ = getattr(api.type_map.get(way.type), "fields", {}).get(way.field)
    is_strict = own and type_ is not None and is_non_null_type(type_.type)
    return way.field == "id" or is_strict
