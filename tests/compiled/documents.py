"""Documents with everything a document may have: aliases, merges, fragments, variables, directives.

An author takes the document hypothesis-graphql made, or begins with nothing, and makes it richer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInputType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    NamedTypeNode,
    NameNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    parse,
    parse_type,
    parse_value,
    print_ast,
    value_from_ast_untyped,
)

from tests.compiled.chance import Chance
from tests.compiled.literals import Literals

# Words that mean something to Python, or to whoever writes it badly.
WORDS = (
    "a", "b", "x", "v", "None", "class", "def", "self", "lambda", "print", "data", "errors", "run",
    "source", "info", "__class__", "__import__", "__builtins__", "eval", "exec", "await", "True",
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """What a client sends."""

    document: str
    variables: dict[str, Any]
    operation_name: str | None = None


class Author:
    """Writes one request."""

    def __init__(self, schema: GraphQLSchema, luck: Chance, literals: Literals) -> None:
        self._schema = schema
        self._luck = luck
        self._literals = literals
        self._count = count()
        self._declared: list[VariableDefinitionNode] = []
        self._values: dict[str, Any] = {}
        self._fragments: list[FragmentDefinitionNode] = []
        self._budget = luck.number(4, 60)

    def anew(self) -> Request:
        """A request that begins with nothing."""
        kinds = [OperationType.QUERY]
        if self._schema.mutation_type is not None:
            kinds.append(OperationType.MUTATION)
        kind = self._luck.one_of(kinds)
        root = self._schema.get_root_type(kind)
        return self._written(kind, self._set(self._fresh(root, 0), root))

    def richer(self, document: str) -> Request:
        """The request of a document without variables, made richer."""
        (operation,) = parse(document, no_location=True).definitions
        assert isinstance(operation, OperationDefinitionNode)
        root = self._schema.get_root_type(operation.operation)
        return self._written(
            operation.operation, self._set(self._selections(operation.selection_set, root, 0), root)
        )

    def _written(self, kind: OperationType, selections: SelectionSetNode) -> Request:
        others = self._luck.hits(8)
        name = f"{self._luck.one_of(WORDS)}" if others or self._luck.hits(40) else None
        definitions: list[Any] = [
            OperationDefinitionNode(
                operation=kind,
                name=None if name is None else NameNode(value=name),
                variable_definitions=tuple(self._declared),
                selection_set=selections,
                directives=(),
            ),
            *self._fragments,
        ]
        if others:
            definitions += parse("query Other { __typename }", no_location=True).definitions
        if self._luck.hits(50):
            definitions.reverse()
        chosen = name if others or self._luck.hits(50) else None
        if others and self._luck.hits(5):
            chosen = "Other"
        document = DocumentNode(definitions=tuple(definitions))
        return Request(print_ast(document), self._values, chosen)

    # What is selected

    def _fresh(self, type_: Any, depth: int) -> list[Any]:
        """Any fields of the type, or of its possible types."""
        if is_abstract_type(type_) and (not hasattr(type_, "fields") or self._luck.hits(60)):
            possible = self._schema.get_possible_types(type_)
            chosen = self._luck.some_of(possible, 1)[:3]
            found: list[Any] = [
                _inline(each, self._set(self._fresh(each, depth), each)) for each in chosen
            ]
            return [_field("__typename"), *found] if self._luck.hits(40) else found
        names = list(type_.fields)
        wanted = self._luck.some_of(names, 1)[: self._luck.number(1, 5 if depth else 6)]
        fields = [self._field(type_, name, depth) for name in wanted]
        return [each for each in fields if each is not None] or [_field("__typename")]

    def _field(self, parent: Any, name: str, depth: int) -> FieldNode | None:
        definition = parent.fields[name]
        inner = get_named_type(definition.type)
        self._budget -= 1
        if is_composite_type(inner) and (depth > 5 or self._budget < 0):
            return None
        # Always another answer than a field of the same name beside it.
        alias = self._alias() if definition.args or self._luck.hits(60) else None
        given = [
            ArgumentNode(
                name=NameNode(value=each), value=self._literals.node(argument.type, self._luck)
            )
            for each, argument in definition.args.items()
            if is_required_argument(argument) or self._luck.hits(45)
        ]
        below = (
            self._set(self._fresh(inner, depth + 1), inner) if is_composite_type(inner) else None
        )
        return self._varied(_field(name, alias, given, below), definition)

    def _selections(self, given: SelectionSetNode, parent: Any, depth: int) -> list[Any]:
        found: list[Any] = []
        for each in given.selections:
            if isinstance(each, FieldNode):
                found += self._selected(each, parent, depth)
            elif isinstance(each, InlineFragmentNode):
                name = each.type_condition.name.value if each.type_condition else parent.name
                inner = self._schema.type_map[name]
                found.append(
                    _inline(
                        inner, self._set(self._selections(each.selection_set, inner, depth), inner)
                    )
                )
        if self._luck.hits(20):
            found += self._fresh(parent, depth)
        return found

    def _selected(self, node: FieldNode, parent: Any, depth: int) -> list[Any]:
        definition = getattr(parent, "fields", {}).get(node.name.value)
        if definition is None:
            return [node]
        inner = get_named_type(definition.type)
        below = node.selection_set
        if below is not None:
            below = self._set(self._selections(below, inner, depth + 1), inner)
        alias = (
            self._alias()
            if definition.args or self._luck.hits(20)
            else node.alias and node.alias.value
        )
        bare = _field(node.name.value, alias, node.arguments or (), below)
        varied = self._varied(bare, definition)
        if not self._luck.hits(15):
            return [varied]
        # The same answer once more: both are one field.
        again = below and self._set([*self._fresh(inner, depth + 1), *below.selections[:2]], inner)
        twin = _field(node.name.value, alias, varied.arguments, again, self._directives())
        return [varied, twin] if self._luck.hits(50) else [twin, _field("__typename"), varied]

    def _set(self, selections: Sequence[Any], parent: Any) -> SelectionSetNode:
        """The selections, some of them in fragments."""
        found = list(selections)
        if self._luck.hits(12):
            found.append(_field("__typename", self._alias() if self._luck.hits(50) else None))
        if self._luck.hits(12):
            cut = self._luck.number(0, len(found) - 1)
            found = [*found[:cut], self._fragment(found[cut:], parent)]
        if self._luck.hits(5):
            found.append(found[self._luck.number(0, len(found) - 1)])
        return SelectionSetNode(selections=tuple(found))

    def _fragment(self, inside: Sequence[Any], parent: Any) -> Any:
        selections = SelectionSetNode(selections=tuple(inside))
        if self._luck.hits(50):
            return InlineFragmentNode(
                type_condition=None if self._luck.hits(40) else _named(parent),
                directives=self._directives(),
                selection_set=selections,
            )
        name = f"{self._luck.one_of(WORDS)}{next(self._count)}"
        self._fragments.append(
            FragmentDefinitionNode(
                name=NameNode(value=name),
                type_condition=_named(parent),
                selection_set=selections,
                directives=(),
                variable_definitions=(),
            )
        )
        return FragmentSpreadNode(
            name=NameNode(value=name), directives=self._directives(), arguments=()
        )

    # What is given

    def _varied(self, node: FieldNode, definition: Any) -> FieldNode:
        arguments = [
            ArgumentNode(
                name=each.name, value=self._value(each.value, definition.args[each.name.value].type)
            )
            for each in node.arguments or ()
        ]
        alias = node.alias and node.alias.value
        return _field(node.name.value, alias, arguments, node.selection_set, self._directives())

    def _value(self, value: ValueNode, type_: GraphQLInputType) -> ValueNode:
        """The same value, or a variable somewhere in it."""
        if self._luck.hits(25):
            return self._variable(value, type_)
        bare = type_.of_type if is_non_null_type(type_) else type_
        if isinstance(value, ListValueNode) and is_list_type(bare):
            return ListValueNode(
                values=tuple(self._value(each, bare.of_type) for each in value.values)
            )
        if isinstance(value, ObjectValueNode) and is_input_object_type(bare) and not bare.is_one_of:
            return ObjectValueNode(
                fields=tuple(
                    ObjectFieldNode(
                        name=each.name,
                        value=self._value(each.value, bare.fields[each.name.value].type),
                    )
                    for each in value.fields
                )
            )
        return value

    def _variable(self, value: ValueNode, type_: GraphQLInputType) -> VariableNode:
        name = f"{self._luck.one_of(WORDS)}{next(self._count)}"
        declared, default = type_, None
        if is_non_null_type(type_) and self._luck.hits(30):
            declared, default = type_.of_type, value
        elif self._luck.hits(20):
            default = value
        self._declare(name, str(declared), default)
        may_be_missing = default is not None or not is_non_null_type(declared)
        if may_be_missing and self._luck.hits(25):
            return VariableNode(name=NameNode(value=name))
        sent = value_from_ast_untyped(value)
        if self._luck.hits(6):
            sent = None
        elif self._luck.hits(1):
            sent = self._luck.one_of(([{}], "wrong", 2**40, {"a": 1}, 1.5, True))
        self._values[name] = sent
        return VariableNode(name=NameNode(value=name))

    def _declare(self, name: str, type_: str, default: Any) -> None:
        self._declared.append(
            VariableDefinitionNode(
                variable=VariableNode(name=NameNode(value=name)),
                type=parse_type(type_, no_location=True),
                default_value=default,
                directives=(),
            )
        )

    def _directives(self) -> tuple[DirectiveNode, ...]:
        return tuple(self._directive(name) for name in ("skip", "include") if self._luck.hits(6))

    def _directive(self, name: str) -> DirectiveNode:
        value: ValueNode = parse_value(
            "true" if self._luck.hits(80 if name == "include" else 20) else "false",
            no_location=True,
        )
        if self._luck.hits(60):
            variable = f"flag{next(self._count)}"
            has_default = self._luck.hits(30)
            self._declare(
                variable, "Boolean" if has_default else "Boolean!", value if has_default else None
            )
            if not has_default or self._luck.hits(50):
                self._values[variable] = value_from_ast_untyped(value)
            value = VariableNode(name=NameNode(value=variable))
        given = ArgumentNode(name=NameNode(value="if"), value=value)
        return DirectiveNode(name=NameNode(value=name), arguments=(given,))

    def _alias(self) -> str:
        return f"{self._luck.one_of(WORDS)}{next(self._count)}"


def _field(
    name: str,
    alias: Any = None,
    arguments: Any = (),
    below: SelectionSetNode | None = None,
    directives: Sequence[DirectiveNode] = (),
) -> FieldNode:
    return FieldNode(
        name=NameNode(value=name),
        alias=None if alias is None else NameNode(value=alias),
        arguments=tuple(arguments),
        directives=tuple(directives),
        selection_set=below,
    )


def _inline(type_: Any, below: SelectionSetNode) -> InlineFragmentNode:
    return InlineFragmentNode(type_condition=_named(type_), directives=(), selection_set=below)


def _named(type_: Any) -> NamedTypeNode:
    return NamedTypeNode(name=NameNode(value=type_.name))
