"""A field of a selection set, with everything about it that no request changes."""

from collections.abc import Awaitable, Callable, Mapping
from types import CoroutineType
from typing import Any, TypeAlias

from graphql import FieldNode, GraphQLField, GraphQLObjectType, is_non_null_type
from graphql.error import located_error

from compiled.recognise import Function
from compiled.run import Place, Run, keys

# Completes a resolved value as its type says: what the answer holds, or a coroutine of it.
Complete: TypeAlias = Callable[[Any, Place, Run], Any]
Arguments: TypeAlias = Callable[[Run], Mapping[str, Any]]


class Field:
    """One response key of one object type; merged selections are one field with several nodes."""

    __slots__ = (
        "arguments",
        "complete",
        "definition",
        "function",
        "key",
        "name",
        "nodes",
        "non_null",
        "parent",
        "parent_name",
        "plain",
        "resolver",
        "told",
    )

    def __init__(
        self, key: str, parent: GraphQLObjectType, definition: GraphQLField, nodes: list[FieldNode]
    ) -> None:
        self.key = key
        self.name = nodes[0].name.value
        self.nodes = nodes
        self.definition = definition
        self.parent = parent
        self.parent_name = parent.name
        self.non_null = is_non_null_type(definition.type)
        self.told = (self.name, nodes, definition.type, parent)
        # Classes whose values nobody has to wait for.
        self.plain: frozenset[type]
        self.arguments: Arguments
        self.complete: Complete
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
        place = (parent, self.key, self.parent_name)
        if type(value) not in self.plain and run.is_awaitable(value):
            return self._await_value(value, place, run)
        done = self.complete(value, place, run)
        return self._await_done(done, place, run) if type(done) is CoroutineType else done

    def fail(self, error: Exception, parent: Place | None, run: Run) -> None:
        """Null with an error in the answer where null may stand; raised to the parent elsewhere."""
        self._fail_at((parent, self.key, self.parent_name), error, run)

    def _fail_at(self, place: Place, error: Exception, run: Run) -> None:
        located = located_error(error, self.nodes, keys(place))
        if self.non_null:
            raise located
        run.add(located, place)

    async def _await_value(self, value: Awaitable[Any], place: Place, run: Run) -> Any:
        try:
            done = self.complete(await value, place, run)
            return await done if type(done) is CoroutineType else done
        except Exception as error:
            self._fail_at(place, error, run)

    async def _await_done(self, done: Awaitable[Any], place: Place, run: Run) -> Any:
        try:
            return await done
        except Exception as error:
            self._fail_at(place, error, run)
