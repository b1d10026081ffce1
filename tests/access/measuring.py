"""Asking for everything that is protected, as everybody."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, TypeAlias

import httpx2
from graphql import GraphQLSchema

from devstack.keys import router_secret
from devstack.stack import Stack
from subgraphs.common.ids import new_id
from subgraphs.common.schema import SubgraphSchema
from subgraphs.common.scopes import requirements
from tests.access.arguments import NoWay
from tests.access.operations import Operation, Writer, must_be_alone
from tests.access.outcomes import ECHO, VALUE, outcome, told
from tests.access.paths import ROOTS, Way
from tests.access.roles import Asker
from tests.access.world import SUBJECTS, World
from tests.shop import Answer

Cells: TypeAlias = dict[tuple[str, str], dict[str, str]]
# Enough to keep a small machine busy, and its subgraphs from queueing.
AT_ONCE = 4
# A busy machine is no refusal; whatever is asked can be asked again.
LATE, TRIES = frozenset({"GATEWAY_TIMEOUT", "DEADLINE_EXCEEDED"}), 3


@dataclass(slots=True)
class Measure:
    """One router, and the subgraphs behind it, with a world in them."""

    http: httpx2.AsyncClient
    stack: Stack
    api: GraphQLSchema
    subgraphs: Mapping[str, SubgraphSchema]
    world: World
    askers: Sequence[Asker]
    router: str = ""
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def cells(self, ways: Sequence[Way]) -> Cells:
        """The outcome of each way for each role."""
        found: Cells = {way.row: {} for way in ways}
        groups = [tuple(group) for _, group in groupby(sorted(ways, key=self._key), self._key)]
        # Role by role: passwords are slow to check, and not to be checked all at once.
        asked = [(group, asker) for asker in self.askers for group in groups]
        answers = await asyncio.gather(*(self._outcomes(*e) for e in asked), return_exceptions=True)
        lost = set[str]()
        for (_, asker), answer in zip(asked, answers, strict=True):
            if isinstance(answer, NoWay):
                lost.add(str(answer))
                continue
            if isinstance(answer, BaseException):
                raise answer
            for row, cell in answer.items():
                found[row][asker.role] = cell
        if lost:
            raise NoWay("\n".join(sorted(lost)))
        return found

    def _key(self, way: Way) -> tuple[str, ...]:
        """What is the same for fields that are asked for together."""
        own = any(way.coordinate in requirements(each) for each in self.subgraphs.values())
        is_alone = way.type in ROOTS or must_be_alone(self.api, way, own)
        subject = SUBJECTS.get(way.coordinate, "")
        return way.type, way.path, subject, way.coordinate if is_alone else ""

    async def _outcomes(self, ways: tuple[Way, ...], asker: Asker) -> dict[tuple[str, str], str]:
        world = self.world.about(ways[0].coordinate)
        operation = self._write(ways, world)
        answer = await self._ask(operation, asker)
        cells = {way.row: outcome(operation, way, answer, asker.id) for way in ways}
        if ways[0].field == "id" and VALUE in cells.values() and await self._echoes(ways, asker):
            return dict.fromkeys(cells, ECHO)
        return cells

    async def _echoes(self, ways: tuple[Way, ...], asker: Asker) -> bool:
        """Whether an id nobody has comes back as well."""
        known = self.world.values[ways[0].type]
        nobodys = new_id(known.partition("_")[0])
        world = replace(self.world, values={**self.world.values, ways[0].type: nobodys})
        operation = self._write(ways, world)
        found = told(operation, ways[0], await self._ask(operation, asker))
        return any(each["id"] == nobodys for each in found)

    def _write(self, ways: tuple[Way, ...], world: World) -> Operation:
        subgraph = ways[0].subgraph
        schema = self.subgraphs[subgraph]._schema if subgraph else self.api
        writer = Writer(schema, world)
        if ways[0].type in ROOTS:
            return writer.root(ways[0])
        return writer.entity(ways) if subgraph else writer.nested(ways)

    async def _ask(self, operation: Operation, asker: Asker) -> Answer:
        subgraph = operation.ways[0].subgraph
        url = self.stack.subgraphs.url(subgraph) if subgraph else self.router
        headers = (
            {"x-router-secret": router_secret(self.stack.layout, subgraph)} if subgraph else {}
        )
        token = asker.nobody if operation.kind == "mutation" else asker.token
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        body: dict[str, Any] = {"query": operation.document, "variables": operation.variables}
        async with self._turn:
            for _ in range(TRIES):
                response = await self.http.post(url, json=body, headers=headers)
                answer = Answer(response.status_code, response.json())
                if LATE.isdisjoint(answer.codes):
                    break
        return answer
