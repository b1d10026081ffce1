"""How an operation was executed is counted once, and why when it was not compiled."""

from collections import Counter
from collections.abc import Iterator

import pytest
import strawberry
from graphql import build_schema, parse
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import QueryDepthLimiter, SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from compiled import CompiledSchema, Outcome


@strawberry.type
class Query:
    @strawberry.field
    async def greeting(self, name: str = "you") -> str:
        return f"hello {name}"

    @strawberry.field
    def me(self) -> "Query":
        return Query()


class Executing(SchemaExtension):
    def on_execute(self) -> Iterator[None]:
        yield


GREETING = "query ($who: String!) { greeting(name: $who) }"
WHO = {"who": "Ada"}


class Counted(CompiledSchema):
    """A compiled schema that keeps what it counts."""

    def __init__(self, schema: strawberry.Schema | None = None, **options: int | bool) -> None:
        self.counts: Counter[Outcome] = Counter()
        given = schema or strawberry.Schema(Query)
        super().__init__(given, count=lambda how: self.counts.update([how]), **options)  # type: ignore[arg-type]


async def test_an_operation_is_compiled_at_its_second_sight() -> None:
    """The first execution is the ordinary one, every later one compiled, all with one answer."""
    schema = Counted()
    answers = [(await schema.execute(GREETING, WHO)).data for _ in range(3)]
    assert answers == [{"greeting": "hello Ada"}] * 3
    assert schema.counts == {Outcome.FIRST_SIGHT: 1, Outcome.COMPILED: 2}


async def test_a_document_seen_once_leaves_no_source() -> None:
    """Nothing is generated for who asks once."""
    schema = Counted()
    await schema.execute(GREETING, WHO)
    assert schema.sources(GREETING) == []
    await schema.execute(GREETING, WHO)
    assert len(schema.sources(GREETING)) == 1


async def test_switched_off_everything_is_executed_the_ordinary_way() -> None:
    """The switch works at any time, also for what was compiled before."""
    schema = Counted(compile_after=0)
    await schema.execute(GREETING, WHO)
    schema.enabled = False
    assert (await schema.execute(GREETING, WHO)).data == {"greeting": "hello Ada"}
    assert schema.counts == {Outcome.COMPILED: 1, Outcome.SWITCHED_OFF: 1}


@pytest.mark.parametrize(
    ("document", "how"),
    [
        ("{ __schema { queryType { name } } }", Outcome.INTROSPECTION),
        ("{ me { me { greeting } } }", Outcome.COMPILED),
        ("{ me { me { me { greeting } } } }", Outcome.TOO_LARGE),
        ("query ($a: Boolean!) { greeting @skip(if: $a) }", Outcome.REFUSED),
    ],
)
async def test_what_is_not_compiled_is_executed_all_the_same(document: str, how: Outcome) -> None:
    """Introspection, too many fields and wrong variables have the ordinary answer and a reason."""
    compiled = Counted(compile_after=0, max_fields=3)
    expected = await strawberry.Schema(Query).execute(document)
    answer = await compiled.execute(document)
    assert answer.data == expected.data
    assert [str(e) for e in answer.errors or []] == [str(e) for e in expected.errors or []]
    assert compiled.counts == {how: 1}


async def test_an_extension_that_looks_into_the_execution_has_it_whole() -> None:
    """A hook round a step of the execution is called as ever; the request is not compiled."""
    compiled = Counted(strawberry.Schema(Query, extensions=[Executing]), compile_after=0)
    assert (await compiled.execute("{ greeting }")).data == {"greeting": "hello you"}
    assert compiled.counts == {Outcome.EXTENSION: 1}


async def test_rules_an_extension_adds_hold() -> None:
    """A limiter that adds its rule for one request refuses what it would refuse anyhow."""
    limited = strawberry.Schema(Query, extensions=[lambda: QueryDepthLimiter(max_depth=1)])
    answer = await CompiledSchema(limited, compile_after=0).execute(
        "{ me { me { me { greeting } } } }"
    )
    assert answer.data is None
    assert "exceeds maximum operation depth" in str((answer.errors or [])[0])


async def test_requests_that_are_none_leave_as_strawberrys_exceptions() -> None:
    """No document, no such operation, an operation of a type that is not allowed."""
    compiled = CompiledSchema(strawberry.Schema(Query))
    with pytest.raises(MissingQueryError):
        await compiled.execute("")
    with pytest.raises(CannotGetOperationTypeError):
        await compiled.execute("query A { greeting }", operation_name="B")
    with pytest.raises(InvalidOperationTypeError):
        await compiled.execute("{ greeting }", allowed_operation_types={OperationType.MUTATION})


async def test_conditions_are_compiled_each_for_itself() -> None:
    """@include by a variable selects as it says, whatever was compiled before."""
    compiled = Counted(compile_after=0)
    document = "query ($a: Boolean!) { greeting @include(if: $a) me { greeting @skip(if: $a) } }"
    answers = [(await compiled.execute(document, {"a": a})).data for a in (True, False, True)]
    with_it = {"greeting": "hello you", "me": {}}
    assert answers == [with_it, {"me": {"greeting": "hello you"}}, with_it]
    assert compiled.counts == {Outcome.COMPILED: 3}


async def test_more_conditions_than_are_compiled_are_executed_the_ordinary_way() -> None:
    """Who sends every combination of many conditions fills no memory with them."""
    compiled = Counted(compile_after=0)
    names = "abcde"
    fields = " ".join(f"{name}: greeting @include(if: ${name})" for name in names)
    document = f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ {fields} }}"
    for number in range(32):
        chosen = {name: bool(number >> bit & 1) for bit, name in enumerate(names)}
        data = (await compiled.execute(document, chosen)).data
        assert list(data or ()) == [name for name in names if chosen[name]]
    assert compiled.counts == {Outcome.COMPILED: 16, Outcome.TOO_LARGE: 16}


async def test_what_cannot_be_compiled_is_told_once_and_answered(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake in compiling costs nobody an answer; it is logged the first time."""
    compiled = Counted(compile_after=0)
    monkeypatch.setattr("compiled.plan.build_function", lambda fields: 1 / 0)
    for _ in range(2):
        assert (await compiled.execute("{ greeting }")).data == {"greeting": "hello you"}
    assert compiled.counts == {Outcome.UNSUPPORTED: 2}
    assert len(caplog.records) == 1


async def test_plain_graphql_core_is_compiled_too() -> None:
    """A schema that is not Strawberry's, with a text or a parsed document."""
    schema = CompiledSchema(build_schema("type Query { a: Int }"), compile_after=0)
    for document in ("{ b: a }", parse("{ b: a }")):
        assert (await schema.execute(document, root_value={"a": 1})).data == {"b": 1}
    assert (await schema.execute("{ nothing }")).errors
    assert (await schema.execute("{")).errors
