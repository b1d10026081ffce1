"""What has to be built for an operation: one plan for each object type and selection set."""

from collections.abc import Sequence
from typing import Any

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    default_field_resolver,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from compiled.arguments import arguments
from compiled.field import Field
from compiled.leaves import PLAIN_VALUES, leaf
from compiled.lists import ListCompletion
from compiled.objects import AbstractCompletion, Build, object_of
from compiled.recognise import Recognised
from compiled.run import Place, Run
from compiled.slot import Complete, Slot
from compiled.source import build_function


class TooLarge(Exception):
    """The operation has more fields, or is nested deeper, than is worth compiling."""


class Planner:
    """Makes the functions of one operation, for given values of its @skip and @include."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        flags: VariableValues,
        known: Recognised,
        max_fields: int,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = fragments
        self._flags = flags
        self._known = known
        self._max_fields = max_fields
        # The same fragment at several places is one selection set.
        self._built: dict[tuple[str, tuple[int, ...]], Build] = {}
        self.fields = 0
        self.sources: list[str] = []

    def root(self) -> Sequence[Build]:
        """One function for a query; for a mutation one for each field, to be called in turn."""
        type_ = self._schema.get_root_type(self._operation.operation)
        if type_ is None:
            raise LookupError("the schema has no such root type")
        grouped = collect_fields(
            self._schema, self._fragments, self._flags, type_, self._operation
        ).grouped_field_set
        fields = {key: [each.node for each in details] for key, details in grouped.items()}
        if self._operation.operation is OperationType.MUTATION:
            return [self._object(type_, {key: nodes}) for key, nodes in fields.items()]
        return [self._object(type_, fields)]

    def _object(self, type_: GraphQLObjectType, selected: dict[str, list[FieldNode]]) -> Build:
        fields = []
        for key, nodes in selected.items():
            definition = self._schema.get_field(type_, nodes[0].name.value)
            if definition is None:
                # As the ordinary executor, which leaves out what the type does not have.
                continue
            self.fields += 1
            if self.fields > self._max_fields:
                raise TooLarge
            field = Field(key, type_, definition, nodes)
            field.resolver = definition.resolve or default_field_resolver
            field.function = self._known.function(definition)
            field.arguments = arguments(definition, nodes[0])
            field.slot = self._slot(definition.type, field, 0)
            fields.append(field)
        source, build = build_function(fields)
        self.sources.append(source)
        return build

    def _selection(self, type_: GraphQLObjectType, field: Field) -> Build:
        key = (type_.name, tuple(id(node) for node in field.nodes))
        build = self._built.get(key)
        if build is None:
            details = [FieldDetails(node, None) for node in field.nodes]
            collected = collect_subfields(
                self._schema, self._fragments, self._flags, self._operation, type_, details
            )
            grouped = collected.grouped_field_set.items()
            selected = {key: [each.node for each in details] for key, details in grouped}
            build = self._built[key] = self._object(type_, selected)
        return build

    def _slot(self, type_: GraphQLOutputType, field: Field, depth: int) -> Slot:
        complete = self._completion(type_, field, depth)
        return Slot(field.nodes, type_, complete, self._plain(type_) | LISTS)

    def _completion(self, type_: GraphQLOutputType, field: Field, depth: int) -> Complete:
        """For a value of the *type_*, so many lists below the field."""
        bare: Any = type_.of_type if is_non_null_type(type_) else type_
        refusal = (
            f"Cannot return null for non-nullable field {field.coordinate}."
            if is_non_null_type(type_)
            else None
        )
        if is_list_type(bare):
            items = self._slot(bare.of_type, field, depth + 1)
            return _checked(ListCompletion(field, items), LISTS, refusal)
        plain = self._plain(bare)
        if is_leaf_type(bare):
            return _checked(leaf(bare), plain, refusal)
        if is_object_type(bare):
            return _checked(self._of(bare, field, depth), plain, refusal)
        objects = {
            each.name: self._of(each, field, depth)
            for each in self._schema.get_possible_types(bare)
        }
        abstract = AbstractCompletion(self._schema, bare, objects, field, depth, self._known)
        return _checked(abstract, plain, refusal)

    def _of(self, type_: GraphQLObjectType, field: Field, depth: int) -> Complete:
        return object_of(type_, self._selection(type_, field), field, depth, self._known)

    def _plain(self, type_: GraphQLOutputType) -> frozenset[type]:
        """Classes whose values are neither None, nor raised, nor awaited."""
        named = get_named_type(type_)
        is_composite = is_object_type(named) or is_abstract_type(named)
        return self._known.classes | {dict} if is_composite else PLAIN_VALUES


LISTS = frozenset({list, tuple})


def _checked(complete: Complete, plain: frozenset[type], refusal: str | None) -> Complete:
    """Completes also what is no value; None is refused with a sentence where it may not stand."""

    def checked(value: Any, place: Place, run: Run) -> Any:
        if type(value) in plain:
            return complete(value, place, run)
        if isinstance(value, Exception):
            raise value
        if value is None or value is Undefined:
            if refusal is not None:
                raise TypeError(refusal)
            return None
        return complete(value, place, run)

    return checked
