"""What an operation costs, how it is planned and how long its answer keeps: told before it runs."""

from typing import Any

import pytest

from devstack import composition
from devstack.contract.budgets import Figures, Measured, accept, complaints
from devstack.contract.caching import Hint, Hints, cache_control
from devstack.contract.cost import Prices, static_cost
from devstack.contract.graph import client_schema
from devstack.contract.manifests import Manifest, Operation, today
from devstack.contract.plans import plan_of, planned


def query(text: str, kind: str = "query") -> Operation:
    """An operation of a test."""
    return Operation(name="Test", kind=kind, text=f"{kind} Test{text}")


@pytest.mark.parametrize(
    ("text", "variables", "cost"),
    [
        ("{ me { id displayName } }", {}, 1),
        # The connection, and ten times a product with its price.
        ("{ products(first: 10) { nodes { name price { amount } } } }", {}, 1 + 10 * 2),
        ("($n: Int!) { products(first: $n) { nodes { id } pageInfo { endCursor } } }", {"n": 7}, 9),
        ("($n: Int = 4) { products(first: $n) { nodes { id } } }", {}, 5),
        # Without an argument the default page counts.
        ("{ products { edges { node { id } } } }", {}, 1 + 20 * 2),
        # A variable nobody knows may be the largest page; `last` is a page as well.
        ("($n: Int!) { products(first: $n) { nodes { id } } }", {}, 1 + 100),
        ("{ orders(last: 30) { nodes { id } } }", {}, 1 + 30),
        ("{ products(first: -5) { nodes { id } } me { id } }", {}, 1 + 1),
        # assumedSize 50 and 20.
        ("{ categories { children { id } } }", {}, 50 * (1 + 20)),
        ('{ product(id: 1) { shippingEstimate(countryCode: "DE") { amount } } }', {}, 3),
        ("{ ...a } fragment a on Query { me { ... on User { cart { id } } } }", {}, 2),
    ],
)
def test_static_cost(api: str, text: str, variables: dict[str, Any], cost: int) -> None:
    """Objects count one, leaves nothing, lists multiply, `@cost` says otherwise."""
    prices = Prices.of(composition.COMMITTED.read_text())
    assert static_cost(client_schema(api), prices, query(text), variables) == cost


def test_a_mutation_costs_more_than_its_answer(api: str) -> None:
    """Ten for being one, and what `@cost` adds for placing an order."""
    prices = Prices.of(composition.COMMITTED.read_text())
    text = "($i: PlaceOrderInput!) { placeOrder(input: $i) { replayed } }"
    assert static_cost(client_schema(api), prices, query(text, "mutation"), {}) == 10 + 20


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("{ products { nodes { name price { amount } category { name } } } }", 60),
        ("{ categories { name children { name } } }", 300),
        ("{ categories { name } product(id: 1) { name } }", 60),
        ("{ __typename categories { __typename } }", 300),
        # What depends on who asks, wherever it is.
        ("{ product(id: 1) { inventory { available } } }", 0),
        ("{ product(id: 1) { viewerHasPurchased } }", 0),
        (
            "{ products { nodes { ...own } } } fragment own on Product { orders { nodes { id } } }",
            0,
        ),
        ("{ me { id } }", 0),
        ("{ categories { id } viewer { user { id } } }", 0),
        ("{ node(id: 1) { id } }", 0),
        ("{ products { nodes { id ... @defer { name } } } }", 0),
    ],
)
def test_only_what_is_everybody_s_is_kept(api: str, text: str, kept: int) -> None:
    """The shortest hint counts; a field of another subgraph, or one with a scope, is not kept."""
    said = cache_control(client_schema(api), Hints(), query(text))
    wanted = f"public, max-age={kept}, stale-while-revalidate={kept}" if kept else "no-store"
    assert said == wanted


def test_no_field_that_needs_a_scope_may_be_kept(api: str) -> None:
    """Declared in one place with the scope, so nobody can forget it."""
    schema, hints = client_schema(api), Hints()
    guarded = [
        f"{type_.name}.{name}"
        for type_ in schema.type_map.values()
        for name, field in getattr(type_, "fields", {}).items()
        if "Requires " in (field.description or "")
    ]
    assert len(guarded) > 20
    kept = [each for each in guarded if (hint := hints.of(each, None)) and hint.seconds]
    assert kept == []


def test_nothing_of_a_guarded_type_may_be_kept() -> None:
    """Said once, on the type: a field written later inherits nothing from a list that is kept."""
    for coordinate in ("Order.number", "Order.written_later", "Cart.items"):
        hint = Hints().of(coordinate, Hint(60, "orders"))
        assert hint == Hint(0, "orders")


def test_a_plan_is_counted_as_the_router_runs_it() -> None:
    """Parallel fetches are one step, a sequence is as many as it holds."""
    history = query("{ viewer { user { id } orders { nodes { items { product { name } } } } } }")
    (plan,) = planned(composition.COMMITTED, [history])
    assert (plan.fetches, plan.depth) == (3, 2)
    assert "Parallel" in plan.tree
    assert "Fetch products" in plan.tree
    assert plan_of(None).fetches == 0


def test_a_budget_that_is_exceeded_shows_the_plan_and_the_statements(contract: object) -> None:
    """Each figure is compared; a tenth more bytes is noise, another statement is not."""
    manifest = Manifest(client="web", version="1", operations=[], released=today())
    within = Figures(fetches=2, depth=1, statements={"orders": 3}, cost=10, bytes=1000)
    (manifest.beside("")).parent.mkdir(exist_ok=True)
    accept(manifest, {"History": Measured(figures=within, plan="")})
    noise = Figures(fetches=2, depth=1, statements={"orders": 2}, cost=10, bytes=1100)
    assert complaints(manifest, {"History": Measured(figures=noise, plan="")}) == []
    over = Figures(fetches=3, depth=1, statements={"orders": 3, "users": 1}, cost=10, bytes=1200)
    measured = Measured(figures=over, plan="Fetch orders: {…}", statements=["users: SELECT 1"])
    (said,) = complaints(manifest, {"History": measured})
    assert "fetches 3, accepted 2" in said
    assert "statements of users 1, accepted 0" in said
    assert "bytes 1200, accepted 1000 and a tenth" in said
    assert "Fetch orders: {…}" in said
    assert "users: SELECT 1" in said
    assert "has no budget" in complaints(manifest, {"Other": measured})[0]
