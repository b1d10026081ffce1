"""An operation's variables: their declarations read once, and what is sent coerced by them."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    VariableDefinitionNode,
    get_named_type,
    is_input_object_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import (
    GraphQLVariableSignature,
    get_variable_signature,
)
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_value

from compiled.leaves import is_unchanging


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._nodes = operation.variable_definitions or ()
        self._declared = [_Declared.of(schema, each) for each in self._nodes]

    def coerced(self, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """The values as resolvers see them, or what is wrong with them."""
        sources, coerced = {}, {}
        for declared in self._declared:
            value = Undefined if declared is None else given.get(declared.name, Undefined)
            # Whatever is wrong is told by graphql-core itself.
            answer = Undefined if declared is None else declared.coerce(value)
            if declared is None or answer is Undefined:
                return get_variable_values(self._schema, self._nodes, dict(given), max_errors=50)
            if answer is not _ABSENT:
                coerced[declared.name] = answer
            sources[declared.name] = VariableValueSource(declared.signature, value)
        return VariableValues(sources, coerced)


_ABSENT = object()


class _Declared:
    """One variable whose type is known and cannot be nested without end."""

    __slots__ = ("_default", "_type", "name", "signature")

    def __init__(self, signature: GraphQLVariableSignature) -> None:
        self.name = signature.name
        self.signature = signature
        self._type = signature.type
        default = coerce_default_value(signature)
        if default is not Undefined and not is_unchanging(default):
            raise TypeError("somebody could change it: another one for each request")
        is_missed = default is Undefined and is_non_null_type(signature.type)
        # What stands for a value that was not sent; Undefined when that is an error.
        self._default = _ABSENT if default is Undefined and not is_missed else default

    @classmethod
    def of(cls, schema: GraphQLSchema, node: VariableDefinitionNode) -> "_Declared | None":
        """None for what graphql-core has to look at each time."""
        signature = get_variable_signature(schema, node)
        if isinstance(signature, GraphQLError) or not _has_an_end(signature.type, ()):
            return None
        try:
            return cls(signature)
        except TypeError:
            # Also a default that is not of the type; told when the operation is executed.
            return None

    def coerce(self, value: Any) -> Any:
        """The coerced value; Undefined when graphql-core has to tell what is wrong."""
        return self._default if value is Undefined else coerce_input_value(value, self._type)


def _has_an_end(type_: GraphQLInputType, above: tuple[GraphQLInputType, ...]) -> bool:
    """Whether a value of the type is only so deep, so that nobody has to count."""
    bare = get_named_type(type_)
    if not is_input_object_type(bare):
        return True
    if bare in above:
        return False
    return all(_has_an_end(each.type, (*above, bare)) for each in bare.fields.values())
