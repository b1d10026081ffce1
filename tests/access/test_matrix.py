"""Who sees and does what is one committed table, tried cell by cell behind every router."""

from dataclasses import replace

import pytest

from tests.access import table
from tests.access.conftest import Accept
from tests.access.measuring import Cells, Measure
from tests.access.paths import Way, protected_in
from tests.access.subgraphs import schemas
from tests.access.world import UNREACHED
from tests.shop import Shop


def compare(found: Cells, accept: Accept | None) -> None:
    """Fails with every difference; prints them and writes the table when they are accepted."""
    known = table.read()
    complaints = table.differences(found, known)
    if accept is not None:
        accept("\n" + ("\n".join(complaints) or "Nothing differs."))
        table.write({**known, **found})
    elif complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def test_every_way_has_a_row_and_every_row_a_way(
    every_way: list[Way], accept: Accept | None
) -> None:
    """A field nobody has thought about fails here, and so does a row of one that is gone."""
    known = table.read()
    complaints = table.missing(every_way, known)
    if accept is not None:
        accept("\n" + "\n".join(complaints))
        there = {way.row for way in every_way}
        table.write({row: cells for row, cells in known.items() if row in there})
    elif complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def test_everything_that_is_protected_is_reached(every_way: list[Way]) -> None:
    """A protected field that only a payload has is looked after elsewhere, and it says where."""
    reached = {way.coordinate for way in every_way}
    protected = {each for schema in schemas().values() for each in protected_in(schema)}
    assert protected - reached == set(UNREACHED)


async def test_every_way_through_a_router(
    shop: Shop, measure: Measure, every_way: list[Way], accept: Accept | None
) -> None:
    """Root fields, nested fields and nodes, of each role, are what the table says they are."""
    routed = replace(measure, router=shop.url)
    compare(await routed.cells([way for way in every_way if not way.subgraph]), accept)


async def test_every_way_straight_at_a_subgraph(
    measure: Measure, every_way: list[Way], accept: Accept | None
) -> None:
    """Entities, and fields that are not in the API, as the router and services reach them."""
    compare(await measure.cells([way for way in every_way if way.subgraph]), accept)
