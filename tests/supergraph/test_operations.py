"""What each living operation costs, and what it still answers when a subgraph is down."""

import pytest

from devstack.contract import budgets, failures
from devstack.contract.examples import Example
from devstack.contract.manifests import Manifest, Operation, living, today
from devstack.contract.measure import measure
from devstack.contract.outcome import Outcome, outcome_of
from devstack.contract.stage import set_stage
from devstack.refusal import Refusal
from tests.conftest import ROUTERS
from tests.shop import Shop


def test_every_living_operation_is_within_its_budget(shop: Shop) -> None:
    """Plan, statements, cost and bytes, as accepted; over budget shows the plan and statements."""
    said = []
    for manifest in living():
        measured = measure(shop.stack, shop.url, manifest, set_stage(shop.stack, shop.url))
        said += budgets.complaints(manifest, measured)
    assert said == [], "\n".join(said)


def test_an_operation_that_fails_is_not_measured(shop: Shop) -> None:
    """Figures of an error would be a budget for nothing."""
    text = "query Mine { products(first: 1000) { nodes { id } } }"
    operation = Operation(name="Mine", kind="query", text=text)
    manifest = Manifest(client="web", version="1", operations=[operation], released=today())
    stage = set_stage(shop.stack, shop.url)
    with pytest.raises(Refusal, match="web 1 Mine failed with its example: `first` must be"):
        measure(shop.stack, shop.url, manifest, stage)
    with pytest.raises(Refusal, match="An example names \\$moon"):
        Example(variables={"id": "$moon"}).filled(stage.values)


def test_a_broken_part_costs_what_was_promised(shop: Shop) -> None:
    """Each operation, each subgraph dead, slow and erring: the same paths live on every router."""
    versions = living()
    # A machine that is too busy may answer late; what is really broken is so the second time too.
    for _ in range(2):
        found = failures.all_contracts(shop.stack, ROUTERS[shop.router], versions)
        said = {manifest.title: failures.differences(manifest, each) for manifest, each in found}
        versions = [manifest for manifest in versions if said[manifest.title]]
        if not versions:
            break
    assert [line for lines in said.values() for line in lines] == []


@pytest.mark.parametrize("manifest", living(), ids=lambda each: each.title)
def test_every_operation_has_its_promises(manifest: Manifest) -> None:
    """A budget and a partial-failure contract stand beside each registered operation."""
    names = {each.name for each in manifest.operations}
    assert budgets.accepted(manifest).keys() == names
    assert failures.accepted(manifest).keys() == names


def test_what_is_lost_is_told_from_what_lives() -> None:
    """Topmost paths, lists without indices, and a null that was null before is no loss."""
    whole = {
        "data": {"me": {"id": 1, "note": None, "orders": [{"n": 1, "p": {"x": 1}}]}, "shelf": [1]}
    }
    broken = {
        "data": {"me": {"id": 1, "note": None, "orders": [{"n": 1, "p": None}]}, "shelf": [1]},
        "errors": [{"path": ["me", "orders", 0, "p"], "extensions": {"code": "GONE"}}, {}],
    }
    assert outcome_of(whole, broken) == Outcome(
        lost=["me.orders.p"],
        live=["me.id", "me.orders.n", "shelf"],
        errors=["GONE at me.orders.p", "without a code at data"],
    )
    assert outcome_of(whole, {"data": None}).lost == ["data"]


def test_an_emptied_list_is_a_loss() -> None:
    """And so is a value that only some items had."""
    whole = {"data": {"items": [{"x": 1, "d": 1}, {"x": 2, "d": None}], "rest": 1}}
    assert outcome_of(whole, {"data": {"items": [], "rest": 1}}).lost == ["items.d", "items.x"]
    none = {"data": {"items": [{"x": 1, "d": None}, {"x": 2, "d": None}], "rest": 1}}
    assert outcome_of(whole, none) == Outcome(lost=["items.d"], live=["items.x", "rest"])
    assert outcome_of(whole, whole).lost == []
