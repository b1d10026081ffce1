"""Short ways are taken where the outcome is known; nothing that stands before a field is missed."""

import functools
from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
from graphql import get_named_type, parse
from strawberry.extensions import SchemaExtension
from strawberry.scalars import JSON
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from compiled import CompiledSchema
from compiled.recognise import Recognised


@strawberry.type
class Query:
    plain: str = "plain"

    @strawberry.field
    def resolved(self) -> str:
        return "resolved"

    @strawberry.field
    def counted(self, given: JSON) -> int:
        given["times"] = given.get("times", 0) + 1  # type: ignore[attr-defined, index]
        return int(given["times"])  # type: ignore[index]


async def twice(schema: Any, document: str) -> list[Any]:
    """What is answered the ordinary way, and then compiled."""
    compiled = CompiledSchema(schema)
    return [(await compiled.execute(document, root_value=Query())).data for _ in range(2)]


async def test_a_field_without_a_resolver_is_an_attribute() -> None:
    """Strawberry's own functions are recognised; an upgrade that renames them shows here."""
    compiled = CompiledSchema(strawberry.Schema(Query), compile_after=0)
    await compiled.execute("{ plain resolved }", root_value=Query())
    (source,) = compiled.sources("{ plain resolved }")
    assert "v0 = source.plain" in source


def test_objects_are_told_by_their_class() -> None:
    """Of a union the members, of an interface those that implement it, and no others."""

    @strawberry.interface
    class Named:
        name: str

    @strawberry.type
    class Person(Named):
        age: int

    @strawberry.type
    class Stone:
        weight: int

    @strawberry.type
    class Finds:
        named: Named
        either: Person | Stone

    schema = strawberry.Schema(Finds, types=[Person])._schema
    known = Recognised(schema)
    (named, either) = (schema.query_type.fields[name].type for name in ("named", "either"))  # type: ignore[union-attr]
    assert known.tells_by_class(get_named_type(named)) == {Person}
    assert known.tells_by_class(get_named_type(either)) == {Person, Stone}
    assert known.accepted_by(schema.type_map["Person"]) == {Person}  # type: ignore[arg-type]


async def test_a_resolver_without_arguments_is_called_itself() -> None:
    """… and so are the functions in which Strawberry calls a resolver."""
    schema = strawberry.Schema(Query)._schema
    field = schema.query_type.fields["resolved"]  # type: ignore[union-attr]
    assert Recognised(schema).function(field) is not None


@pytest.mark.parametrize("field", ["plain", "resolved"])
async def test_a_guard_that_looks_like_a_resolver_is_called(field: str) -> None:
    """Whatever is put round a resolver runs, also when it took the resolver's name."""
    schema = strawberry.Schema(Query)
    fields = schema._schema.query_type.fields  # type: ignore[union-attr]
    resolve = fields[field].resolve
    assert resolve is not None

    @functools.wraps(resolve)
    def guarded(source: Any, info: Any, **arguments: Any) -> Any:
        raise PermissionError("not for you")

    fields[field].resolve = guarded
    assert await twice(schema, f"{{ {field} }}") == [None, None]


async def test_a_resolver_of_another_field_is_called_as_it_stands() -> None:
    """Only the function that was made for the very field is passed by."""
    schema = strawberry.Schema(Query)
    fields = schema._schema.query_type.fields  # type: ignore[union-attr]
    fields["plain"].resolve = fields["resolved"].resolve
    assert await twice(schema, "{ plain }") == [{"plain": "resolved"}] * 2


async def test_a_default_that_a_resolver_changes_is_changed_for_nobody_else() -> None:
    """Each request has a default value of its own, also where the client wrote it."""
    document = "query ($given: JSON! = {a: 1}) { counted(given: $given) }"
    compiled = CompiledSchema(strawberry.Schema(Query), compile_after=0)
    answers = [(await compiled.execute(document)).data for _ in range(3)]
    assert answers == [{"counted": 1}] * 3


async def test_errors_that_an_extension_changes_are_changed_for_nobody_else() -> None:
    """What one answer's extension writes into an error is in no other answer."""

    class Signed(SchemaExtension):
        def on_operation(self) -> Iterator[None]:
            yield
            for error in self.execution_context.result.errors:  # type: ignore[union-attr]
                error.message += "!"

    compiled = CompiledSchema(strawberry.Schema(Query, extensions=[Signed]))
    said = [(await compiled.execute("{ nothing }")).errors[0].message for _ in range(2)]  # type: ignore[index]
    assert said[0] == said[1]
    assert said[0].endswith("!")


async def test_a_document_that_an_extension_puts_in_is_validated() -> None:
    """Only what the caller gave parsed is taken as valid."""

    class Parsing(SchemaExtension):
        def on_operation(self) -> Iterator[None]:
            self.execution_context.graphql_document = parse(self.execution_context.query or "")
            yield

    compiled = CompiledSchema(strawberry.Schema(Query, extensions=[Parsing]), compile_after=0)
    answer = await compiled.execute("{ plain nothing }", root_value=Query())
    assert answer.data is None
    assert len(compiled.documents) == 0


async def test_an_executor_of_another_class_has_every_operation() -> None:
    """Who looks at each field in an executor of their own is not passed by."""

    class Seeing(StrawberryGraphQLCoreExecutionContext):
        def execute_field(self, *arguments: Any) -> Any:
            return "seen"

    schema = strawberry.Schema(Query, execution_context_class=Seeing)
    assert await twice(schema, "{ plain }") == [{"plain": "seen"}] * 2


async def test_objects_of_one_class_may_be_of_several_types() -> None:
    """An interface whose types tell by the value is asked for each value."""

    @strawberry.interface
    class Shape:
        name: str

    @strawberry.type
    class Round(Shape):
        @classmethod
        def is_type_of(cls, value: Any, info: Any) -> bool:
            return bool(value.name == "circle")

    @strawberry.type
    class Angular(Shape):
        @classmethod
        def is_type_of(cls, value: Any, info: Any) -> bool:
            return bool(value.name != "circle")

    @strawberry.type
    class Row:
        name: str

    @strawberry.type
    class Shapes:
        row: Row

        @strawberry.field
        def shapes(self) -> list[Shape]:
            return [Row(name="circle"), Row(name="square")]  # type: ignore[list-item]

    schema = strawberry.Schema(Shapes, types=[Round, Angular])
    expected = {"shapes": [{"__typename": "Round"}, {"__typename": "Angular"}]}
    assert await twice(schema, "{ shapes { __typename } }") == [expected] * 2
