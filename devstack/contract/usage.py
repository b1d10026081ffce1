"""Which parts of the graph an operation uses, as schema coordinates."""

from collections.abc import Iterator, Sequence

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    NamedTypeNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    Visitor,
    get_named_type,
    parse,
    type_from_ast,
    visit,
)

from devstack.contract.manifests import Manifest, Operation


class _Coordinates(Visitor):
    """Collects types, fields and arguments on a walk over a document."""

    def __init__(self, schema: GraphQLSchema, types: TypeInfo) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._schema = schema
        self._types = types
        # Whose arguments are being walked: they come before what is below the field.
        self._field = ""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """`Type.field`, and the type it gives."""
        parent, definition = self._types.get_parent_type(), self._types.get_field_def()
        if parent is None or definition is None or node.name.value.startswith("__"):
            return
        self._field = f"{parent.name}.{node.name.value}"
        self.found |= {self._field, get_named_type(definition.type).name}

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        """`Type.field.argument`; those of a directive are no part of the graph."""
        if self._types.get_directive() is not None:
            return
        self.found.add(f"{self._field}.{node.name.value}")
        given = self._types.get_input_type()
        if given is not None:
            self.found.update(_inputs(get_named_type(given), set()))

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> None:
        """All of an input type: a typed client may send any of its fields."""
        given = type_from_ast(self._schema, node.type)
        if given is not None:
            self.found.update(_inputs(get_named_type(given), set()))

    def enter_named_type(self, node: NamedTypeNode, *_: object) -> None:
        """A type condition."""
        self.found.add(node.name.value)


def coordinates(schema: GraphQLSchema, operation: Operation) -> frozenset[str]:
    """`Type`, `Type.field`, `Type.field.argument` and `Input.field` that *operation* uses."""
    types = TypeInfo(schema)
    visitor = _Coordinates(schema, types)
    visit(parse(operation.text), TypeInfoVisitor(types, visitor))
    return frozenset(visitor.found)


class Usage:
    """Who uses what: the coordinates of every operation of some versions, found once."""

    def __init__(self, schema: GraphQLSchema, manifests: Sequence[Manifest]) -> None:
        self._schema = schema
        self._used = [
            (manifest, operation, coordinates(schema, operation))
            for manifest in manifests
            for operation in manifest.operations
        ]

    def users_of(self, *used: str) -> list[tuple[Manifest, Operation]]:
        """The operations that use any of these coordinates; a value is used with its enum."""
        wanted = {_enum_of(self._schema, each) or each for each in used}
        return [(m, o) for m, o, found in self._used if not found.isdisjoint(wanted)]


def _enum_of(schema: GraphQLSchema, coordinate: str) -> str | None:
    name = coordinate.partition(".")[0]
    return name if isinstance(schema.type_map.get(name), GraphQLEnumType) else None


def _inputs(type_: GraphQLNamedType, seen: set[str]) -> Iterator[str]:
    if type_.name in seen:
        return
    seen.add(type_.name)
    yield type_.name
    if isinstance(type_, GraphQLInputObjectType):
        for name, field in type_.fields.items():
            yield f"{type_.name}.{name}"
            yield from _inputs(get_named_type(field.type), seen)
