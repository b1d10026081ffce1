"""What an operation may cost at most, before it runs: `@cost` and `@listSize`.

As in https://ibm.github.io/graphql-specs/cost-spec.html: each object weighs 1, each leaf 0, a
mutation 10, unless `@cost` on the field says otherwise; what is in a
list counts as often as it may be long.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    value_from_ast_untyped,
)

from devstack.contract.graph import (
    arguments_of,
    definition_of,
    fields_below,
    fields_in,
    fragments_of,
)
from devstack.contract.manifests import Operation
from subgraphs.common.pages import MAX_PAGE

# A list nobody described.
UNKNOWN_LIST = 10
MUTATION = 10


@dataclass(frozen=True, slots=True)
class Prices:
    """The cost directives of a supergraph, by `Type.field`."""

    weights: Mapping[str, int]
    lists: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, supergraph: str) -> "Prices":
        """Read from the text of a supergraph."""
        weights, lists = {}, {}
        for coordinate, each in fields_in(supergraph):
            for directive in each.directives or ():
                if directive.name.value == "cost":
                    weights[coordinate] = int(arguments_of(directive)["weight"])
                elif directive.name.value == "listSize":
                    lists[coordinate] = arguments_of(directive)
        return cls(weights, lists)


@dataclass(frozen=True, slots=True)
class _Walk:
    schema: GraphQLSchema
    prices: Prices
    variables: Mapping[str, Any]
    fragments: Mapping[str, FragmentDefinitionNode] = field(default_factory=dict)

    def selected(self, selection: SelectionSetNode, parent: str, sizes: Mapping[str, int]) -> int:
        """The cost of a selection; *sizes* are those of the lists that the parent's field sizes."""
        fields = fields_below(selection, parent, self.fragments)
        return sum(self._field(node, type_, sizes) for node, type_ in fields)

    def _field(self, node: FieldNode, parent: str, sizes: Mapping[str, int]) -> int:
        name, coordinate = node.name.value, f"{parent}.{node.name.value}"
        definition: GraphQLField = self.schema.type_map[parent].fields[name]  # type: ignore[attr-defined]
        type_ = get_named_type(definition.type)
        own = 0 if is_leaf_type(type_) else 1
        weight = self.prices.weights.get(coordinate, own)
        described = self.prices.lists.get(coordinate, {})
        length = self._length(node, definition, described)
        below = {} if length is None else dict.fromkeys(described.get("sizedFields", ()), length)
        inside = node.selection_set and self.selected(node.selection_set, type_.name, below)
        if below or not _is_list(definition):
            return weight + (inside or 0)
        times = sizes.get(name, length if length is not None else UNKNOWN_LIST)
        return times * (weight + (inside or 0))

    def _length(
        self, node: FieldNode, definition: GraphQLField, described: Mapping[str, Any]
    ) -> int | None:
        given = {each.name.value: each.value for each in node.arguments or ()}
        asked = []
        for name in described.get("slicingArguments", ()):
            if name in given:
                value = value_from_ast_untyped(given[name], dict(self.variables))
                # A variable whose value is not known may be the largest page.
                asked.append(max(0, value) if isinstance(value, int) else MAX_PAGE)
            else:
                default = getattr(definition.args[name].ast_node, "default_value", None)
                value = None if default is None else value_from_ast_untyped(default)
                asked += [value] if isinstance(value, int) else []
        return max(asked) if asked else described.get("assumedSize")


def static_cost(
    schema: GraphQLSchema, prices: Prices, operation: Operation, variables: Mapping[str, Any]
) -> int:
    """The most that *operation* may cost with these variables."""
    definition = definition_of(operation)
    defaults = {
        each.variable.name.value: value_from_ast_untyped(each.default_value)
        for each in definition.variable_definitions or ()
        if each.default_value is not None
    }
    walk = _Walk(schema, prices, {**defaults, **variables}, fragments_of(operation))
    root = schema.mutation_type if operation.kind == "mutation" else schema.query_type
    cost = walk.selected(definition.selection_set, root.name, {})  # type: ignore[union-attr]
    return cost + (MUTATION if operation.kind == "mutation" else 0)


def _is_list(definition: GraphQLField) -> bool:
    type_ = definition.type
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)
