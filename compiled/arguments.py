"""A field's arguments: evaluated once where no variable is in them, else read from variables."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    Node,
    Undefined,
    ValueNode,
    VariableNode,
    is_non_null_type,
)
from graphql.execution.values import VariableValues, get_argument_values
from graphql.type import is_required_argument
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

from compiled.field import Arguments
from compiled.leaves import is_unchanging
from compiled.run import Run

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NO_VARIABLES = VariableValues({}, {})


def arguments(definition: GraphQLField, node: FieldNode) -> Arguments:
    """What the field's resolver is called with, by execution."""

    def evaluate(run: Run) -> Mapping[str, Any]:
        return get_argument_values(definition, node, run.values)

    if not definition.args:
        return lambda _: _NOTHING
    if not any(_variables(each.value) for each in node.arguments or ()):
        return _once(definition, node) or evaluate
    return _read(definition, node, evaluate) or evaluate


def _variables(node: Node) -> Iterator[str]:
    if isinstance(node, VariableNode):
        yield node.name.value
    for name in node.keys:
        inner = getattr(node, name, None)
        for each in inner if isinstance(inner, list | tuple) else (inner,):
            if isinstance(each, Node):
                yield from _variables(each)


def _once(definition: GraphQLField, node: FieldNode) -> Arguments | None:
    """The same values for every call, unless they could be changed or are refused."""
    try:
        values = get_argument_values(definition, node, _NO_VARIABLES)
    except Exception:
        # Told by whoever executes the field.
        return None
    if not all(is_unchanging(each) for each in values.values()):
        return None
    return lambda _: values


def _read(definition: GraphQLField, node: FieldNode, evaluate: Arguments) -> Arguments | None:
    """Reads each argument from its variable, and the others from what was evaluated once."""
    given = {each.name.value: each.value for each in node.arguments or ()}
    # Every argument in the field's order; Undefined where nothing is given.
    always: dict[str, Any] = {}
    variables: list[_FromVariable] = []
    for name, argument in definition.args.items():
        out, value = argument.out_name or name, given.get(name)
        if isinstance(value, VariableNode):
            variables.append(_FromVariable(out, value.name.value, argument))
            value = None
        try:
            always[out] = _literal(value, argument)
        except TypeError:
            return None

    def read(run: Run) -> Mapping[str, Any]:
        coerced = run.values.coerced
        values = dict(always)
        for each in variables:
            value = coerced.get(each.variable, Undefined)
            if each.is_refused(value):
                # Tells what is wrong.
                return evaluate(run)
            if value is not Undefined:
                values[each.out] = value
        return {name: value for name, value in values.items() if value is not Undefined}

    return read


class _FromVariable:
    """An argument that is a variable and nothing else."""

    __slots__ = ("_non_null", "_required", "out", "variable")

    def __init__(self, out: str, variable: str, argument: GraphQLArgument) -> None:
        self.out = out
        self.variable = variable
        self._non_null = is_non_null_type(argument.type)
        self._required = is_required_argument(argument)

    def is_refused(self, value: Any) -> bool:
        """Whether the argument may not be *value*; Undefined is a variable that was not given."""
        return self._required if value is Undefined else value is None and self._non_null


def _literal(value: ValueNode | None, argument: GraphQLArgument) -> Any:
    """What a value without variables, or none at all, is; TypeError when only a call can tell."""
    if value is None:
        return coerce_default_value(argument)
    if any(_variables(value)):
        raise TypeError("a variable is inside")
    found = coerce_input_literal(value, argument.type)
    if not is_unchanging(found):
        raise TypeError("wrong, or somebody could change it")
    return found
