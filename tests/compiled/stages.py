"""The schemas that requests are executed on, with worlds to execute them in."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import GraphQLSchema

from compiled import CompiledSchema
from tests.compiled import torture, torture_core
from tests.compiled.bases import bases
from tests.compiled.chance import Chance
from tests.compiled.comparison import Engine, differences, seen
from tests.compiled.documents import Author, Request
from tests.compiled.engines import Schema, compiled, compiled_schema, core_of, ordinary
from tests.compiled.literals import Literals
from tests.compiled.world import World


@dataclass
class Stage:
    """One schema, executed both ways."""

    name: str
    schema: Schema
    world: Callable[[Any], Any]
    literals: Literals = field(default_factory=Literals)
    outcomes: Counter[str] = field(default_factory=Counter)

    @cached_property
    def core(self) -> GraphQLSchema:
        """graphql-core's own schema."""
        return core_of(self.schema)

    @cached_property
    def ordinary(self) -> Engine:
        """As it has always been executed."""
        return ordinary(self.schema)

    @cached_property
    def executing(self) -> CompiledSchema:
        """The schema whose operations are compiled at first sight."""
        return compiled_schema(self.schema, self.outcomes)

    @cached_property
    def compiled(self) -> Engine:
        """By compiled functions."""
        return compiled(self.executing)

    def requests(self, seed: Any, documents: int, variants: int) -> Iterator[Request]:
        """Valid requests: variants of what hypothesis-graphql makes, and as many made anew."""
        for number, base in enumerate(bases(self.core, self.literals, hash_of(seed), documents)):
            for variant in range(variants):
                luck = Chance("request", self.name, seed, number, variant)
                author = Author(self.core, luck, self.literals)
                request = author.richer(base) if variant % 2 else author.anew()
                if self.is_valid(request):
                    yield request

    def is_valid(self, request: Request) -> bool:
        """Whether the document is executed at all; who is compiled has looked, and keeps it."""
        try:
            return not self.executing.documents.of(request.document).errors
        except AttributeError as error:
            # Strawberry's own rule for @oneOf fails where a fragment stands before the operation.
            if "variable_definitions" not in str(error):
                raise
            return False

    async def differences(self, request: Request, seed: Any) -> list[str]:
        """In what the two executions differ in one world."""
        one = await seen(self.ordinary, request, self.world(seed))
        other = await seen(self.compiled, request, self.world(seed))
        return differences(one, other)


def hash_of(seed: Any) -> int:
    """A number for hypothesis."""
    return Chance("hypothesis", seed).number(0, 2**32)


# An enum's value is no spelling of every scalar the schemas have.
ODD = Literals({"Odd": ('"x"', "1", "[1]", "{a: 1}", '"FREE"')})


def torture_stages() -> list[Stage]:
    """The two schemas made for this."""
    return [
        Stage("torture", torture.make(), World.of, ODD),
        Stage("torture of graphql-core", torture_core.SCHEMA, World.of, ODD),
    ]
