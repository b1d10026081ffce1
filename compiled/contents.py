"""What a document holds, as far as compiling its operations depends on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
)

from compiled.outcome import Outcome

# Directives that change what is executed rather than what is selected.
_FOREIGN = {"defer", "stream", "experimental_disableErrorPropagation"}
_CONDITIONAL = {"skip", "include"}


@dataclass(frozen=True, slots=True)
class Contents:
    """The same for all operations of a document, and looked at once."""

    fragments: dict[str, FragmentDefinitionNode]
    # Why an operation that may use them is not compiled.
    _refusal: Outcome | None
    # Variables on which it depends what is selected.
    _flags: frozenset[str]

    @classmethod
    def of(cls, document: DocumentNode) -> "Contents":
        """What is in the document."""
        fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        flags = frozenset(_flags(document))
        return cls(fragments, _refusal(*fragments.values()), flags)

    def refusal(self, operation: OperationDefinitionNode) -> Outcome | None:
        """Why the operation is never compiled."""
        if operation.operation is OperationType.SUBSCRIPTION:
            return Outcome.SUBSCRIPTION
        return self._refusal or _refusal(operation)

    def flags(self, operation: OperationDefinitionNode) -> list[str]:
        """The operation's variables on which it depends what is selected, in a fixed order."""
        declared = {each.variable.name.value for each in operation.variable_definitions or ()}
        return sorted(self._flags & declared)


def _refusal(*definitions: Node) -> Outcome | None:
    for node in _walk(*definitions):
        if isinstance(node, FieldNode) and node.name.value in ("__schema", "__type"):
            return Outcome.INTROSPECTION
        if isinstance(node, DirectiveNode) and node.name.value in _FOREIGN:
            return Outcome.UNSUPPORTED
        if isinstance(node, FragmentDefinitionNode) and node.variable_definitions:
            return Outcome.UNSUPPORTED
    return None


def _flags(document: DocumentNode) -> Iterator[str]:
    for node in _walk(document):
        if isinstance(node, DirectiveNode) and node.name.value in _CONDITIONAL:
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    yield argument.value.name.value


def _walk(*nodes: Node) -> Iterator[Node]:
    """The nodes and all below them; however deep, without recursion."""
    rest: list[Any] = list(nodes)
    while rest:
        node = rest.pop()
        if isinstance(node, list | tuple):
            rest.extend(node)
        elif isinstance(node, Node):
            yield node
            rest.extend(getattr(node, key, None) for key in node.keys)
