"""A field of a selection set, with everything about it that no request changes."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from graphql import FieldNode, GraphQLField, GraphQLObjectType

from compiled.recognise import Function
from compiled.run import Place, Run
from compiled.slot import Slot

Arguments: TypeAlias = Callable[[Run], Mapping[str, Any]]


class Field:
    """One response key of one object type; merged selections are one field with several nodes."""

    __slots__ = (
        "arguments",
        "definition",
        "function",
        "key",
        "name",
        "nodes",
        "parent_name",
        "resolver",
        "slot",
        "told",
    )

    def __init__(
        self, key: str, parent: GraphQLObjectType, definition: GraphQLField, nodes: list[FieldNode]
    ) -> None:
        self.key = key
        self.name = nodes[0].name.value
        self.nodes = nodes
        self.definition = definition
        self.parent_name = parent.name
        self.told = (self.name, nodes, definition.type, parent)
        self.arguments: Arguments
        self.slot: Slot
        self.resolver: Callable[..., Any]
        self.function: Function | None = None

    @property
    def coordinate(self) -> str:
        """`Type.field`."""
        return f"{self.parent_name}.{self.name}"

    def info(self, place: Place, run: Run) -> Any:
        """What the field's resolver is told."""
        return run.info(self.told, place)

    def resolve(self, source: Any, parent: Place | None, run: Run) -> Any:
        """Whatever the resolver gives for *source*."""
        info = run.info(self.told, (parent, self.key, self.parent_name))
        return self.resolver(source, info, **self.arguments(run))

    @property
    def read(self) -> Callable[[Any, Place | None, Run], Any]:
        """The shortest way to what the resolver gives for a source."""
        function = self.function
        if function is None:
            return self.resolve

        def call(source: Any, parent: Place | None, run: Run) -> Any:
            return function(
                source, lambda: run.info(self.told, (parent, self.key, self.parent_name))
            )

        return call

    def finish(self, value: Any, parent: Place | None, run: Run) -> Any:
        """What the answer holds for a resolved *value*, or a coroutine of it."""
        return self.slot.take(value, (parent, self.key, self.parent_name), run)

    def fail(self, error: Exception, parent: Place | None, run: Run) -> None:
        """Null with an error in the answer where null may stand; raised to the parent elsewhere."""
        self.slot.fail(error, (parent, self.key, self.parent_name), run)
