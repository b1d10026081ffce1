"""Lists of orders: filtered, sorted, page by page in both directions."""

from decimal import Decimal
from typing import Any

import pytest

from subgraphs.common.money import Money
from tests.orders.conftest import Shelf
from tests.orders.people import Person, a_buyer, staff
from tests.shop import Subgraph

LIST = """query ($first: Int, $after: String, $last: Int, $before: String,
               $filter: OrderFilter, $sort: OrderSort) {
  orders(first: $first, after: $after, last: $last, before: $before,
         filter: $filter, sort: $sort) {
    totalCount nodes { id total { amount } status }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
HISTORY = """query ($after: String, $filter: OrderFilter, $sort: OrderSort) { viewer {
  orders(first: 2, after: $after, filter: $filter, sort: $sort) {
    nodes { id } pageInfo { hasNextPage endCursor } } } }"""
BY_NUMBER = "query ($number: String!) { orderByNumber(number: $number) { id number } }"


@pytest.fixture
async def clerk(orders: Subgraph) -> Person:
    """Somebody who may read every order."""
    return staff(orders)


@pytest.fixture
async def placed(orders: Subgraph, shelf: Shelf) -> list[dict[str, Any]]:
    """Seven orders of two buyers, oldest first; the fourth was declined."""
    buyers = [a_buyer(orders), a_buyer(orders)]
    made = []
    for number, price in enumerate(("5.00", "1.00", "3.00", "9.00", "3.00", "7.00", "2.00")):
        product = await shelf.sell(price=Money(amount=Decimal(price)))
        token = "tok_declined" if number == 3 else "tok_visa"
        payload = await buyers[number % 2].place([product.id], paymentMethodToken=token)
        made.append({**payload["order"], "buyer": buyers[number % 2], "product": product.id})
    return made


async def walk(clerk: Person, step: dict[str, Any], **options: Any) -> list[str]:
    """The ids of a whole list, page by page, as its pages have them."""
    found, cursor = list[list[str]](), None
    forwards = "first" in step
    while True:
        place = {"after" if forwards else "before": cursor}
        answer = await clerk.ask(LIST, {**step, **place, **options})
        page, info = answer.data["orders"], answer.data["orders"]["pageInfo"]
        found.append([node["id"] for node in page["nodes"]])
        if not info["hasNextPage" if forwards else "hasPreviousPage"]:
            break
        cursor = info["endCursor" if forwards else "startCursor"]
    return [id for page in (found if forwards else reversed(found)) for id in page]


@pytest.mark.parametrize("step", [{"first": 3}, {"last": 3}, {"first": 7}, {"first": 100}])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("field", ["PLACED_AT", "TOTAL"])
async def test_every_walk_finds_every_order_once(
    clerk: Person, placed: list[dict[str, Any]], field: str, direction: str, step: dict[str, int]
) -> None:
    """Forwards or backwards, in any order: the same list, none twice, none left out."""
    by = {
        "PLACED_AT": lambda order: order["number"],
        "TOTAL": lambda order: (Decimal(order["total"]["amount"]), order["id"]),
    }[field]
    expected = [order["id"] for order in sorted(placed, key=by, reverse=direction == "DESC")]
    sort = {"field": field, "direction": direction}
    assert await walk(clerk, step, sort=sort) == expected


async def test_filters_narrow_a_list(clerk: Person, placed: list[dict[str, Any]]) -> None:
    """By status, by time and by what it cost; the count counts what is listed."""
    for filter, expected in (
        ({"statuses": ["REJECTED"]}, [3]),
        ({"statuses": []}, []),
        ({"minTotal": "9.00"}, [5, 3]),
        ({"placedAfter": "2999-01-01T00:00:00Z"}, []),
        ({"placedBefore": "2999-01-01T00:00:00Z", "minTotal": "12.00"}, [3]),
    ):
        answer = await clerk.ask(LIST, {"first": 10, "filter": filter})
        page = answer.data["orders"]
        wanted = [placed[number]["id"] for number in expected]
        assert [node["id"] for node in page["nodes"]] == wanted, filter
        assert page["totalCount"] == len(wanted)


async def test_a_buyer_walks_through_their_own(placed: list[dict[str, Any]]) -> None:
    """Newest first, filtered and sorted as they like; nobody else's among them."""
    buyer, found, after = placed[0]["buyer"], list[str](), None
    while True:
        page = (await buyer.ask(HISTORY, {"after": after})).data["viewer"]["orders"]
        found += [node["id"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == [placed[number]["id"] for number in (6, 4, 2, 0)]
    cheap = {"sort": {"field": "TOTAL", "direction": "ASC"}}
    page = (await buyer.ask(HISTORY, cheap)).data["viewer"]["orders"]
    assert [node["id"] for node in page["nodes"]] == [placed[6]["id"], placed[2]["id"]]


async def test_an_order_is_found_by_its_number(clerk: Person, placed: list[dict[str, Any]]) -> None:
    """Its buyer and staff find it; another buyer, and a number that is none, find nothing."""
    order = placed[0]
    for person, expected in ((order["buyer"], order["id"]), (clerk, order["id"])):
        answer = await person.ask(BY_NUMBER, {"number": order["number"]})
        assert answer.data["orderByNumber"]["id"] == expected
    for person, number in (
        (placed[1]["buyer"], order["number"]),
        (clerk, "SO-1"),
        (clerk, order["number"][3:]),
        (clerk, "SO-" + "9" * 30),
        (clerk, "SO-١٢٣"),
    ):
        assert (await person.ask(BY_NUMBER, {"number": number})).data["orderByNumber"] is None


async def test_what_orders_know_of_a_product(
    orders: Subgraph, clerk: Person, placed: list[dict[str, Any]]
) -> None:
    """Who bought it, in how many orders, and what carrying it costs."""
    first = {"__typename": "Product", "id": placed[0]["product"], "weightGrams": 800}
    declined = {"__typename": "Product", "id": placed[3]["product"], "weightGrams": None}
    fields = """... on Product { viewerHasPurchased
      home: shippingEstimate(countryCode: "DE") { amount }
      abroad: shippingEstimate(countryCode: "US") { amount }
      never: shippingEstimate(countryCode: "AQ") { amount } }"""
    answer = await orders.entities(fields, first, declined, token=placed[0]["buyer"].token)
    assert answer.data["_entities"] == [
        {
            "viewerHasPurchased": True,
            "home": {"amount": "3.90"},
            "abroad": {"amount": "14.90"},
            "never": None,
        },
        {
            "viewerHasPurchased": False,
            "home": {"amount": "0.00"},
            "abroad": {"amount": "0.00"},
            "never": None,
        },
    ]
    fields = "... on Product { orders(first: 5) { nodes { id } } }"
    key = {"__typename": "Product", "id": placed[0]["product"]}
    answer = await orders.entities(fields, key, token=clerk.token)
    assert answer.data["_entities"] == [{"orders": {"nodes": [{"id": placed[0]["id"]}]}}]
    answer = await orders.entities(fields, key, token=placed[0]["buyer"].token)
    assert answer.codes == ["FORBIDDEN"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"first": 1, "last": 1},
        {"first": 0},
        {"last": 101},
        {"first": 1, "before": "x"},
        {"last": 1, "after": "x"},
        {"first": 1, "after": "x"},
        # Of another order of the list.
        {"first": 1, "sort": {"field": "TOTAL"}, "after": "WzEsIm9yZGVycyJd"},
    ],
)
async def test_a_page_that_is_not_clear_is_refused(clerk: Person, wrong: dict[str, Any]) -> None:
    """The error says what to name instead."""
    assert (await clerk.ask(LIST, wrong)).codes == ["BAD_USER_INPUT"]


async def test_only_staff_list_everybodys_orders(placed: list[dict[str, Any]]) -> None:
    """A buyer is told which scope it takes."""
    assert (await placed[0]["buyer"].ask(LIST, {"first": 1})).codes == ["FORBIDDEN"]
