"""How long an operation's answer may be kept by a CDN: the shortest of what it selects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
)

from devstack.composition import committed_sdl
from devstack.contract.graph import (
    arguments_of,
    definition_of,
    fields_below,
    fields_in,
    fragments_of,
    types_in,
)
from devstack.contract.manifests import Operation
from devstack.layout import SUBGRAPHS

NO_STORE = "no-store"


@dataclass(frozen=True, slots=True)
class Hint:
    """Seconds, and the subgraph that said so; another subgraph's fields do not inherit them."""

    seconds: int
    subgraph: str


class Hints:
    """What `@cacheControl` says in the subgraphs' SDL."""

    def __init__(self) -> None:
        self._hints: dict[str, Hint] = {}
        self._owners: dict[str, set[str]] = {}
        for name in SUBGRAPHS:
            self._read(name)

    def of(self, coordinate: str, inherited: Hint | None) -> Hint | None:
        """The hint of a field below one with *inherited*; None is: not to be kept.

        What is said of a type is meant for each of its fields, unless the field says it itself.
        """
        hint = self._hints.get(coordinate) or self._hints.get(coordinate.partition(".")[0])
        if hint is not None:
            return hint
        if inherited and inherited.subgraph in self._owners.get(coordinate, ()):
            return inherited
        return None

    def _read(self, subgraph: str) -> None:
        sdl = committed_sdl(subgraph).read_text()
        for type_ in types_in(sdl):
            self._note(type_.name.value, type_.directives, subgraph)
        for coordinate, field in fields_in(sdl):
            self._owners.setdefault(coordinate, set()).add(subgraph)
            self._note(coordinate, field.directives, subgraph)

    def _note(
        self, coordinate: str, directives: Iterable[DirectiveNode] | None, subgraph: str
    ) -> None:
        for directive in directives or ():
            if directive.name.value == "cacheControl":
                hint = Hint(int(arguments_of(directive)["maxAge"]), subgraph)
                known = self._hints.get(coordinate, hint)
                self._hints[coordinate] = min(known, hint, key=lambda each: each.seconds)


def cache_control(schema: GraphQLSchema, hints: Hints, operation: Operation) -> str:
    """The `Cache-Control` of an answer without errors to a GET of nobody in particular."""
    # A deferred answer comes in parts, and a later part may fail when the first is kept already.
    if operation.kind != "query" or "@defer" in operation.text:
        return NO_STORE
    walk = _Walk(schema, hints, fragments_of(operation))
    seconds = min(walk.ages(definition_of(operation).selection_set, "Query", None), default=0)
    # Stale while revalidating: a CDN answers at once and asks again behind the visitor's back.
    return f"public, max-age={seconds}, stale-while-revalidate={seconds}" if seconds else NO_STORE


@dataclass(frozen=True, slots=True)
class _Walk:
    schema: GraphQLSchema
    hints: Hints
    fragments: Mapping[str, FragmentDefinitionNode]

    def ages(self, selection: SelectionSetNode, parent: str, inherited: Hint | None) -> list[int]:
        """Seconds of every field in a selection."""
        fields = fields_below(selection, parent, self.fragments)
        return [age for node, type_ in fields for age in self._of_field(node, type_, inherited)]

    def _of_field(self, node: FieldNode, parent: str, inherited: Hint | None) -> list[int]:
        hint = self.hints.of(f"{parent}.{node.name.value}", inherited)
        field = getattr(self.schema.type_map.get(parent), "fields", {}).get(node.name.value)
        # An operation that does not fit the graph any more is `schema check`'s to tell.
        if hint is None or field is None:
            return [0]
        if node.selection_set is None:
            return [hint.seconds]
        below = self.ages(node.selection_set, get_named_type(field.type).name, hint)
        return [hint.seconds, *below]
