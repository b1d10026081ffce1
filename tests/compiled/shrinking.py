"""A request that still differs, with nothing in it that could be left out."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    ObjectFieldNode,
    OperationDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from graphql.language import REMOVE, VariableNode

from tests.compiled.documents import Request

# Tries, each of which executes the request twice.
PATIENCE = 400
_REMOVABLE = (
    FieldNode,
    InlineFragmentNode,
    FragmentSpreadNode,
    DirectiveNode,
    ArgumentNode,
    ObjectFieldNode,
)

StillDiffers = Callable[[Request], Awaitable[bool]]


async def smallest(request: Request, still_differs: StillDiffers) -> Request:
    """Leave out one thing after the other, the largest first, as long as the two differ."""
    tries = 0
    number = 0
    while tries < PATIENCE:
        smaller = without(request, number)
        if smaller is None:
            return request
        tries += 1
        if await still_differs(smaller):
            request = smaller
        else:
            number += 1
    return request


def without(request: Request, number: int) -> Request | None:
    """The request without its so-manyth removable part, and what nobody uses then."""
    document = parse(request.document, no_location=True)
    cutting = _Cutting(number)
    smaller = visit(document, cutting)
    if cutting.left >= 0:
        return None
    try:
        return _tidied(replace(request, document=print_ast(smaller)))
    except GraphQLError:
        # Nothing is left of a selection set; the next part is tried.
        return replace(request, document="{")


class _Cutting(Visitor):
    def __init__(self, number: int) -> None:
        super().__init__()
        self.left = number

    def enter(self, node: Any, *_: Any) -> Any:
        if not isinstance(node, _REMOVABLE) or self.left < 0:
            return None
        self.left -= 1
        return REMOVE if self.left < 0 else None


def _tidied(request: Request) -> Request:
    """Without fragments nobody spreads, and variables nobody reads."""
    document = parse(request.document, no_location=True)
    spread = {each.name.value for each in _all(document, FragmentSpreadNode)}
    kept = [
        each
        for each in document.definitions
        if not isinstance(each, FragmentDefinitionNode) or each.name.value in spread
    ]
    read = {
        each.name.value
        for definition in kept
        for each in _all(getattr(definition, "selection_set"), VariableNode)  # noqa: B009 - of any
    }
    definitions = tuple(_declaring(each, read) for each in kept)
    variables = {name: each for name, each in request.variables.items() if name in read}
    text = print_ast(DocumentNode(definitions=definitions))
    return replace(request, document=text, variables=variables)


def _declaring(definition: Any, read: set[str]) -> Any:
    if not isinstance(definition, OperationDefinitionNode):
        return definition
    declared = definition.variable_definitions or ()
    return OperationDefinitionNode(
        operation=definition.operation,
        name=definition.name,
        directives=definition.directives,
        selection_set=definition.selection_set,
        variable_definitions=tuple(each for each in declared if each.variable.name.value in read),
    )


def _all(node: Any, kind: type) -> Iterator[Any]:
    rest = [node]
    while rest:
        each = rest.pop()
        if isinstance(each, list | tuple):
            rest.extend(each)
        elif each is not None and hasattr(each, "keys"):
            if isinstance(each, kind):
                yield each
            rest.extend(getattr(each, key, None) for key in each.keys)
