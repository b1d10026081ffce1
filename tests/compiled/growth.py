"""How much memory distinct documents take: each is compiled, executed and never asked again."""

import asyncio
import gc
from collections.abc import Iterator

import psutil
import strawberry

from compiled import CompiledSchema

# Where the memory is looked at.
MARKS = (1_000, 10_000, 100_000, 1_000_000)


@strawberry.type
class Part:
    name: str = "a part"


@strawberry.type
class Query:
    number: int = 1

    @strawberry.field
    async def part(self, named: str = "x") -> Part:
        return Part(name=named)

    @strawberry.field
    def parts(self) -> list[Part]:
        return [Part(), Part()]


def compiled_schema(max_bytes: int) -> CompiledSchema:
    """Compiles at first sight, and keeps so much."""
    return CompiledSchema(strawberry.Schema(Query), compile_after=0, max_bytes=max_bytes)


def document(number: int) -> str:
    """Another one for each number: other aliases, literals and names."""
    return (
        f'query Q{number} {{ a{number}: number part(named: "{number}") {{ b{number}: name }} '
        f"parts {{ ...F{number} }} }} fragment F{number} on Part {{ c{number}: name }}"
    )


async def execute(schema: CompiledSchema, numbers: range) -> None:
    """Each document once."""
    for number in numbers:
        answer = await schema.execute(document(number), root_value=Query())
        if answer.errors or (answer.data or {}).get(f"a{number}") != 1:
            raise AssertionError(answer)


def resident(up_to: int, max_bytes: int) -> Iterator[tuple[int, float, int]]:
    """Documents so far, megabytes of the process, and how many are kept."""
    schema = compiled_schema(max_bytes)
    process, done = psutil.Process(), 0
    for mark in [each for each in MARKS if each < up_to] + [up_to]:
        asyncio.run(execute(schema, range(done, mark)))
        done = mark
        gc.collect()
        yield done, process.memory_info().rss / 2**20, len(schema.documents)
