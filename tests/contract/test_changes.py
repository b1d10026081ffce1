"""A change of the graph is judged by what it does to the versions that are out there."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from devstack.contract import promises
from devstack.contract.change import Change, Level
from devstack.contract.changes import broken, judged
from devstack.contract.graph import client_schema
from devstack.contract.manifests import Manifest, Operation
from devstack.contract.usage import Usage, coordinates
from devstack.refusal import Refusal

TODAY = date(2026, 11, 21)
HISTORY = """query OrderHistory($first: Int!, $filter: OrderFilter) {
  viewer { orders(first: $first, filter: $filter) { nodes { id number payment { status } } } }
}"""
PAGE = """query ProductPage($slug: String!) {
  product(slug: $slug) { name price { amount currency } inventory { level } }
}"""
BUY = """mutation Buy($input: PlaceOrderInput!) { placeOrder(input: $input) {
  order { id } errors { __typename ... on PaymentDeclined { retryable } } } }"""


def version(number: str, *texts: str) -> Manifest:
    """A released version of the iOS application."""
    operations = [
        Operation(name=text.split()[1].partition("(")[0], kind=text.split()[0], text=text)
        for text in texts
    ]
    return Manifest(client="ios", version=number, operations=operations, released=TODAY)


OLD, NEW = version("4.1.0", HISTORY), version("4.2.0", HISTORY, PAGE, BUY)
USERS_OF_HISTORY = [f"ios {number} operation `OrderHistory`" for number in ("4.1.0", "4.2.0")]
Judge = Callable[[str, str], list[Change]]


@pytest.fixture
def judge(contract: Path, api: str) -> Judge:
    """What replacing one piece of the graph by another does."""

    def changed(before: str, after: str) -> list[Change]:
        assert before in api, before
        proposed = api.replace(before, after, 1)
        return judged(api, proposed, [OLD, NEW])

    return changed


@pytest.mark.parametrize(
    ("before", "after", "message", "users"),
    [
        ("  number: String!\n", "", "'number' was removed", USERS_OF_HISTORY),
        (
            "  number: String!\n",
            "  number: Int!\n",
            "'Order.number' changed type",
            USERS_OF_HISTORY,
        ),
        (
            "  number: String!\n",
            "  number: String\n",
            "'Order.number' changed type",
            USERS_OF_HISTORY,
        ),
        (
            "  product(id: ID = null, slug: String",
            "  product(shelf: ID!, id: ID = null, slug: String",
            "shelf",
            ["ios 4.2.0 operation `ProductPage`"],
        ),
        (
            "  product(id: ID = null, slug: String = null",
            "  product(id: ID = null",
            "'slug: String' was removed",
            ["ios 4.2.0 operation `ProductPage`"],
        ),
        ("  IN_STOCK\n", "", "'IN_STOCK' was removed", ["ios 4.2.0 operation `ProductPage`"]),
        (
            "input PlaceOrderInput {\n",
            "input PlaceOrderInput {\n  gift: Boolean!\n",
            "'gift' of type",
            ["ios 4.2.0 operation `Buy`"],
        ),
        (
            "  statuses: [OrderStatus!] = null\n",
            "",
            "'statuses' was removed",
            USERS_OF_HISTORY,
        ),
        (
            "  note: String = null\n}",
            "  note: Int = null\n}",
            "note",
            ["ios 4.2.0 operation `Buy`"],
        ),
        (
            "PriceChanged | PaymentDeclined |",
            "PriceChanged |",
            "'PaymentDeclined' was removed from Union",
            ["ios 4.2.0 operation `Buy`"],
        ),
    ],
    ids=[
        "field removed",
        "type changed",
        "became nullable",
        "required argument",
        "argument removed",
        "enum value removed",
        "required input field",
        "input field removed",
        "input field changed",
        "union member removed",
    ],
)
def test_a_breaking_change_names_its_victims(
    judge: Judge, before: str, after: str, message: str, users: list[str]
) -> None:
    """Client, version and operation; nobody who does not use what changes."""
    worst = [each for each in judge(before, after) if each.level is Level.BREAKING]
    assert any(message in each.message for each in worst), judge(before, after)
    assert sorted({user for each in worst for user in each.users}) == users


@pytest.mark.parametrize(
    ("before", "after", "users"),
    [
        ("  IN_STOCK\n", "  IN_STOCK\n  PRE_ORDER\n", ["ios 4.2.0 operation `ProductPage`"]),
        (
            "PriceChanged | PaymentDeclined |",
            "PriceChanged | PaymentDeclined | EmailTaken |",
            ["ios 4.2.0 operation `Buy`"],
        ),
    ],
    ids=["enum value added", "union member added"],
)
def test_what_an_old_client_may_not_understand_is_dangerous(
    judge: Judge, before: str, after: str, users: list[str]
) -> None:
    """A new value reaches versions that were built without it."""
    (found,) = [each for each in judge(before, after) if each.level is not Level.SAFE]
    assert (found.level, list(found.users)) == (Level.DANGEROUS, users)


def test_additions_and_stricter_promises_are_safe(judge: Judge) -> None:
    """A new field, a value that can no longer be null, and a new optional argument."""
    for before, after in (
        ("  number: String!\n", "  number: String!\n  barcode: String\n"),
        ("  note: String\n", "  note: String!\n"),
        ("  product(id: ID = null,", "  product(id: ID = null, code: Int = null,"),
    ):
        assert {each.level for each in judge(before, after)} == {Level.SAFE}


def test_what_nobody_living_uses_may_go(judge: Judge) -> None:
    """The diff alone calls it breaking; the manifests know better, and the reason is said."""
    (found,) = judge("  weightGrams: Int\n", "")
    assert (found.level, found.remark) == (Level.SAFE, "no living client uses it")


def test_a_promise_is_kept_though_nobody_uses_the_field(contract: Path, api: str) -> None:
    """Recorded when it is made, so that no registration has to have seen it."""
    promise = '  weightGrams: Int @deprecated(reason: "Unused. Removed after 2026-12-31.")\n'
    promised = api.replace("  weightGrams: Int\n", promise)
    assert promises.is_stale(promised)
    promises.record(promised)
    assert not promises.is_stale(promised)
    gone = api.replace("  weightGrams: Int\n", "")
    (early,) = promises.broken(gone, TODAY)
    assert str(early) == "Product.weightGrams is gone (promised until 2026-12-31)"
    assert promises.broken(promised, TODAY) == []
    assert promises.broken(gone, date(2027, 1, 1)) == []
    # A shorter promise does not take the longer one back, and none takes nothing back.
    promises.record(promised.replace("2026-12-31", "2026-12-01"))
    promises.record(api)
    assert promises.kept() == {"Product.weightGrams": date(2026, 12, 31)}


def test_a_deprecation_says_how_long_the_field_stays(contract: Path, api: str) -> None:
    """Without a date, and with one that is none, it is refused."""
    vague = api.replace("  number: String!\n", '  number: String! @deprecated(reason: "Old.")\n')
    (found,) = promises.without_date(vague)
    assert "Order.number is deprecated without a date" in str(found)
    assert promises.without_date(api) == []
    with pytest.raises(Refusal, match="until 2027-02-30, which is no day"):
        promises.record(vague.replace("Old.", "Removed after 2027-02-30."))


def test_a_type_that_leaves_an_interface_is_missed_by_those_who_read_through_it(
    judge: Judge,
) -> None:
    """A client that reads errors by the interface never names the type, and loses its message."""
    changes = judge("type PaymentDeclined implements UserError {", "type PaymentDeclined {")
    (found,) = [each for each in changes if each.level is Level.BREAKING]
    assert found.users == ["ios 4.2.0 operation `Buy`"]


def test_an_argument_that_changes_concerns_those_who_send_it(judge: Judge) -> None:
    """ProductPage sends `slug`; nobody sends `sku`."""
    for before, after, users in (
        ("slug: String = null", "slug: Int = null", ["ios 4.2.0 operation `ProductPage`"]),
        ("sku: String = null", "sku: Int = null", []),
    ):
        (found,) = judge(before, after)
        assert list(found.users) == users


def test_an_operation_that_no_longer_fits_is_named(api: str) -> None:
    """Whatever the diff thinks: every living operation is validated against the new graph."""
    (found,) = broken(api.replace("  inventory: Inventory\n", "  stock: Int\n"), [OLD, NEW])
    assert "inventory" in found.message
    assert found.users == ["ios 4.2.0 operation `ProductPage`"]
    assert broken(api, [OLD, NEW]) == []


def test_usage_counts_fields_arguments_inputs_and_type_conditions(api: str) -> None:
    """A typed client may send any field of an input it has; directives are no usage."""
    schema = client_schema(api)
    text = """query Some($f: ProductFilter, $yes: Boolean!) {
      products(first: 3, filter: $f) @include(if: $yes) { nodes { ...named } } }
      fragment named on Product { title: name }"""
    used = coordinates(schema, Operation(name="Some", kind="query", text=text))
    assert used == {
        "Query.products",
        "Query.products.first",
        "Query.products.filter",
        "ProductConnection",
        "ProductConnection.nodes",
        "Product",
        "Product.name",
        "String",
        "ProductFilter",
        "ProductFilter.categoryIds",
        "ProductFilter.tags",
        "ProductFilter.priceMin",
        "ProductFilter.priceMax",
        "ID",
        "Decimal",
        "Boolean",
        "Int",
    }


def test_a_value_and_a_literal_are_used_too(api: str) -> None:
    """Who meets an enum uses its values; a literal object uses its input type."""
    schema = client_schema(api)
    text = 'query Red { products(filter: { tags: ["red"] }) { nodes { inventory { level } } } }'
    red = version("5.0.0", text)
    for used in ("StockLevel.IN_STOCK", "ProductFilter.tags"):
        assert [operation.name for _, operation in Usage(schema, [red]).users_of(used)] == ["Red"]
