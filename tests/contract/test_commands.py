"""The commands say what they found, and their exit code is the answer."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from devstack import composition
from devstack.cli import app
from devstack.contract import safelist
from devstack.refusal import Refusal, WrongInput


def run(*arguments: str) -> Result:
    """A command as a person types it."""
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def proposed(monkeypatch: pytest.MonkeyPatch, api: str) -> dict[str, str]:
    """The graph that the code is said to make: what is put under `api`."""
    graph = {"api": api}
    monkeypatch.setattr(composition, "exported", lambda folder: folder.mkdir(exist_ok=True))
    monkeypatch.setattr(
        composition,
        "compose",
        lambda folder: (folder / "api.graphql").write_text(graph["api"]),
    )
    return graph


def test_schema_check_passes_the_graph_as_it_is(proposed: dict[str, str]) -> None:
    """0, and how many versions were asked."""
    done = run("schema", "check")
    assert done.exit_code == 0, done.output
    assert "0 breaking" in done.output


def test_schema_check_fails_and_names_the_victims(proposed: dict[str, str]) -> None:
    """1, with each version and operation that a registered client would lose."""
    proposed["api"] = proposed["api"].replace("  status: OrderStatus!\n", "", 1)
    done = run("schema", "check")
    assert done.exit_code == 1
    assert "✖ breaking Field 'status' was removed from object type 'Order' for" in done.output
    assert "android 4.2.0 operation `MyOrders`" in done.output
    assert "ios 4.2.0 operation `ProductList`" not in done.output


def test_schema_check_compares_with_a_commit(proposed: dict[str, str]) -> None:
    """Any commit, tag or branch; one that is none is named."""
    assert run("schema", "check", "--against", "HEAD").exit_code == 0
    refused = run("schema", "check", "--against", "no-such-branch").exception
    assert isinstance(refused, WrongInput)
    assert "no-such-branch" in str(refused)


def test_schema_usage_names_who_uses_a_field() -> None:
    """Client, version, operation; a field nobody uses, and one that is not there."""
    assert "storefront" in run("schema", "usage", "Product.slug").output
    assert run("schema", "usage", "Query.products.filter").exit_code == 0
    assert "No registered operation uses" in run("schema", "usage", "Inventory.history").output
    for unknown in ("Product.nope", "Nope", "Product.slug.nope"):
        assert isinstance(run("schema", "usage", unknown).exception, WrongInput)


def test_a_stale_safelist_is_noticed(contract: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operation in the table that nobody registered; a retired one may still be there."""
    safelist.write_committed()
    assert run("operations", "safelist", "--check").exit_code == 0
    safelist.write_tables({"0" * 64: "no-store"}, contract)
    monkeypatch.setattr(safelist, "COMMITTED", contract / "operations.rhai")
    assert isinstance(run("operations", "safelist", "--check").exception, Refusal)


def test_a_date_must_be_a_date() -> None:
    """`--on next week` is told how a date looks."""
    refused = run("schema", "retire", "ios", "4.2.0", "--on", "next week").exception
    assert isinstance(refused, WrongInput)
    assert "YYYY-MM-DD" in str(refused)
