"""Documents and what was compiled of them are kept within a bound of memory."""

import strawberry
from graphql import parse

from compiled import CompiledSchema

ROOM = 100_000


@strawberry.type
class Query:
    one: int = 1


def schema_with(room: int = ROOM, compile_after: int = 0) -> CompiledSchema:
    return CompiledSchema(strawberry.Schema(Query), max_bytes=room, compile_after=compile_after)


async def test_distinct_documents_take_no_more_than_the_room() -> None:
    """However many different documents come, those used longest ago are forgotten."""
    schema = schema_with()
    for number in range(2_000):
        await schema.execute(f"{{ alias{number}: one }}", root_value=Query())
        assert schema.documents.bytes <= ROOM
    assert 0 < len(schema.documents) < 100


async def test_what_was_compiled_counts() -> None:
    """A document weighs more when its operation is compiled."""
    schema = schema_with(compile_after=1)
    weights = []
    for _ in range(2):
        await schema.execute("{ one }", root_value=Query())
        weights.append(schema.documents.bytes)
    assert weights[0] < weights[1]


async def test_what_is_larger_than_the_room_is_answered_and_not_kept() -> None:
    """A document that alone would fill the cache drives nothing else out of it."""
    schema = schema_with()
    await schema.execute("{ one }", root_value=Query())
    large = "{ one " + " ".join(f"alias{number}: one" for number in range(900)) + " }"
    assert (await schema.execute(large, root_value=Query())).errors is None
    assert len(schema.documents) == 1


async def test_a_parsed_document_is_kept_by_what_it_is() -> None:
    """The same object is found again; an equal one is another."""
    schema = schema_with()
    first, second = parse("{ one }"), parse("{ one }")
    for document in (first, first, second):
        await schema.execute(document, root_value=Query())
    assert len(schema.documents) == 2


async def test_a_wrong_document_has_fresh_errors_each_time() -> None:
    """Whoever changes the errors of one answer changes those of no other."""
    schema = schema_with()
    first = await schema.execute("{ nothing }")
    assert first.errors
    first.errors.clear()
    assert (await schema.execute("{ nothing }")).errors
