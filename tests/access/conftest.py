"""A world to look at, made once; and what writes the table anew."""

from collections.abc import Callable
from typing import TypeAlias

import httpx2
import pytest
from graphql import GraphQLSchema

from devstack import composition
from devstack.contract.graph import client_schema
from tests.access.measuring import Measure
from tests.access.paths import Way, ways
from tests.access.roles import askers
from tests.access.subgraphs import schemas
from tests.access.world import Maker, World
from tests.shop import Shop

ACCEPT = "--accept"
Accept: TypeAlias = Callable[[str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`./supergraph test tests/access --accept` writes the table as it is found."""
    parser.addoption(ACCEPT, action="store_true", help="write tests/access/matrix.csv anew")


@pytest.fixture(scope="session")
def accept(request: pytest.FixtureRequest) -> Accept | None:
    """Prints what changes when the table is to be written; None when it is to be kept."""
    config = request.config
    if not config.getoption(ACCEPT, default=False):
        return None
    terminal, capture = map(config.pluginmanager.getplugin, ("terminalreporter", "capturemanager"))

    def say(line: str) -> None:
        with capture.global_and_fixture_disabled():
            terminal.write_line(line)

    return say


@pytest.fixture(scope="session")
def api() -> GraphQLSchema:
    """The graph as clients see it."""
    return client_schema(composition.API.read_text())


@pytest.fixture(scope="session")
def every_way(api: GraphQLSchema) -> list[Way]:
    """Each way to each protected field, and every root field."""
    return ways(api, schemas())


@pytest.fixture(scope="session")
async def world(first_shop: Shop) -> World:
    """People, orders and a cart in the running shop."""
    return await Maker(first_shop).world()


@pytest.fixture(scope="session")
def measure(
    first_shop: Shop, http: httpx2.AsyncClient, api: GraphQLSchema, world: World
) -> Measure:
    """What asks; a test points it at its router."""
    stack = first_shop.stack
    return Measure(http, stack, api, schemas(), world, askers(stack, world.people))
