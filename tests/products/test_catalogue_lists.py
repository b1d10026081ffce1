"""Lists of products: filtered, sorted, and paged without gaps or repeats."""

from decimal import Decimal
from typing import Any

import pytest

from devstack.stack import Stack
from subgraphs.common.ids import new_id
from subgraphs.common.money import Money
from subgraphs.common.pages import encode_cursor
from subgraphs.products.app import create_app
from subgraphs.products.domain import CategoryId, ProductStatus
from tests.builders import a_product
from tests.products.conftest import Catalogue
from tests.shop import Answer, Subgraph, token_for

PAGE = """query ($first: Int!, $after: String, $filter: ProductFilter, $sort: ProductSort) {
  products(first: $first, after: $after, filter: $filter, sort: $sort) {
    totalCount edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
SORTS = [
    {"field": field, "direction": direction}
    for field in ("CREATED_AT", "PRICE", "NAME")
    for direction in ("ASC", "DESC")
]


@pytest.fixture
async def shelf(catalogue: Catalogue, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The subgraph over a catalogue of eleven products, several of them equal in price and name."""
    own = {"CATALOGUE_MONGO_URL": catalogue.url}
    for number in range(11):
        special = {
            "name": ["apple", "Pear", "plum"][number % 3],
            "price": Money(amount=Decimal(number % 4) + Decimal("0.50")),
            "tags": ("ripe",) if number % 2 else ("ripe", "sweet"),
            "category_id": CategoryId(f"cat_{number % 2}"),
        }
        await catalogue.sell(a_product(**special), available=number)
    await catalogue.sell(a_product(status=ProductStatus.DRAFT))
    async with Subgraph.running(create_app, stack, monkeypatch, **own) as subgraph:
        yield subgraph


async def ask(shelf: Subgraph, **variables: Any) -> Answer:
    """One page."""
    return await shelf.ask(PAGE, {"first": 100, **variables})


def ids(answer: Answer) -> list[str]:
    """The ids on a page."""
    return [edge["node"]["id"] for edge in answer.data["products"]["edges"]]


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: f"{sort['field']} {sort['direction']}")
async def test_pages_of_three_make_the_whole_list(shelf: Subgraph, sort: dict[str, str]) -> None:
    """In every order, page after page is the list: nothing missing, nothing twice, then the end."""
    whole, found, after = ids(await ask(shelf, sort=sort)), list[str](), None
    for _ in range(4):
        page = await ask(shelf, first=3, after=after, sort=sort)
        info = page.data["products"]["pageInfo"]
        assert info["hasPreviousPage"] is (after is not None)
        found, after = found + ids(page), info["endCursor"]
    assert found == whole
    assert len(set(found)) == 11
    assert info["hasNextPage"] is False


async def test_a_list_is_in_the_order_asked_for(shelf: Subgraph) -> None:
    """Names ignore case, and prices are numbers."""
    query = """query ($sort: ProductSort) {
      products(first: 100, sort: $sort) { nodes { name price { amount } } }
    }"""
    named = await shelf.ask(query, {"sort": {"field": "NAME", "direction": "ASC"}})
    names = [node["name"].casefold() for node in named.data["products"]["nodes"]]
    assert names == sorted(names)
    priced = await shelf.ask(query, {"sort": {"field": "PRICE", "direction": "DESC"}})
    prices = [Decimal(node["price"]["amount"]) for node in priced.data["products"]["nodes"]]
    assert prices == sorted(prices, reverse=True)


async def test_the_last_page_may_be_empty(shelf: Subgraph) -> None:
    """A filter nothing fits gives an empty page with null cursors, and is no error."""
    page = (await ask(shelf, filter={"tags": ["sour"]})).data["products"]
    assert page["edges"] == []
    assert page["totalCount"] == 0
    assert page["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({}, 11),
        ({"tags": ["ripe"]}, 11),
        ({"tags": ["ripe", "sweet"]}, 6),
        ({"categoryIds": ["cat_0"]}, 6),
        ({"categoryIds": ["cat_0", "cat_1"]}, 11),
        ({"categoryIds": []}, 0),
        ({"priceMin": "1.50", "priceMax": "2.50"}, 6),
        ({"priceMin": "9.00"}, 0),
        ({"tags": ["sweet"], "categoryIds": ["cat_1"]}, 0),
    ],
)
async def test_a_filter_keeps_what_fits_all_of_it(
    shelf: Subgraph, wanted: dict[str, Any], count: int
) -> None:
    """Every condition must hold; drafts are never shown; the count is the list's."""
    page = await ask(shelf, filter=wanted)
    assert len(ids(page)) == page.data["products"]["totalCount"] == count


@pytest.mark.parametrize(
    "variables",
    [
        {"first": 0},
        {"first": 101},
        {"after": "nonsense"},
        {"filter": {"priceMin": 5}},
        {"filter": {"tags": [{"$ne": None}]}},
    ],
)
async def test_a_wrong_argument_is_bad_input(shelf: Subgraph, variables: dict[str, Any]) -> None:
    """Sizes, cursors, floats and operators are refused with a code."""
    assert (await ask(shelf, **variables)).codes == ["BAD_USER_INPUT"]


async def test_a_cursor_belongs_to_its_order(shelf: Subgraph) -> None:
    """Changing the sort on the second page is refused, instead of skipping products."""
    page = await ask(shelf, first=3, sort=SORTS[2])
    cursor = page.data["products"]["pageInfo"]["endCursor"]
    assert (await ask(shelf, after=cursor, sort=SORTS[3])).codes == ["BAD_USER_INPUT"]


async def test_exact_counts_are_for_staff(shelf: Subgraph) -> None:
    """Buyers see a level; the number needs inventory:read."""
    query = "{ products(first: 1) { nodes { inventory { level available reserved } } } }"
    guest = await shelf.ask(query)
    assert guest.codes == ["UNAUTHENTICATED", "UNAUTHENTICATED"]
    (node,) = guest.partial["products"]["nodes"]
    assert node["inventory"]["level"] in ("IN_STOCK", "LOW", "OUT_OF_STOCK")
    staff = token_for(shelf.stack, "usr_1", "inventory:read")
    (seen,) = (await shelf.ask(query, token=staff)).data["products"]["nodes"]
    assert seen["inventory"]["available"] >= 0


@pytest.mark.parametrize(
    ("sort", "position"),
    [
        (SORTS[1], ["0001-01-01T00:00:00+23:59", new_id("prd")]),
        (SORTS[1], ["2026-01-05T08:00:00", new_id("prd")]),
        (SORTS[2], ["1e999999", new_id("prd")]),
        (SORTS[2], ["9" * 400, new_id("prd")]),
        (SORTS[2], ["NaN", new_id("prd")]),
        (SORTS[4], ["\ud800", new_id("prd")]),
        (SORTS[4], ["apple", "x"]),
        (SORTS[4], ["apple", "nul\0"]),
    ],
)
async def test_a_hand_made_cursor_is_bad_input(
    shelf: Subgraph, sort: dict[str, str], position: list[str]
) -> None:
    """A position no page ever gave is refused, whatever its spelling; nothing of it is INTERNAL."""
    cursor = encode_cursor(f"products:{sort['field']}:{sort['direction']}", *position)
    assert (await ask(shelf, after=cursor, sort=sort)).codes == ["BAD_USER_INPUT"]
