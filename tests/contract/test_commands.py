"""The commands say what they found, and their exit code is the answer."""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from devstack import composition
from devstack.cli import app
from devstack.contract import safelist
from devstack.contract.manifests import Manifest, Operation, today, write
from devstack.refusal import Refusal, WrongInput


def run(*arguments: str) -> Result:
    """A command as a person types it."""
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def proposed(monkeypatch: pytest.MonkeyPatch, api: str) -> dict[str, str]:
    """The graph that the code is said to make: what is put under `api`."""
    graph = {"api": api}
    monkeypatch.setattr(
        composition, "exported", lambda folder: folder.mkdir(parents=True, exist_ok=True)
    )
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
    # Nobody registered meets it, but the commit has it: told, and safe.
    proposed["api"] = proposed["api"].replace("  shippingEstimate(", "  carriage(", 1)
    against = run("schema", "check", "--against", "HEAD")
    assert "shippingEstimate" in against.output
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
    """One that nobody registered, and one that is missing; one that retired may still be there."""
    monkeypatch.setattr(safelist, "COMMITTED", contract / "operations.rhai")
    text = "query Mine { me { id } }"
    mine = Operation(name="Mine", kind="query", text=text)
    version = Manifest(client="web", version="1", operations=[mine], released=today())

    def is_stale(*ids: str) -> bool:
        safelist.write_tables(dict.fromkeys(ids, "no-store"), contract)
        return isinstance(run("operations", "safelist", "--check").exception, Refusal)

    assert is_stale("0" * 64)
    assert not is_stale()
    write(version)
    assert is_stale()
    assert not is_stale(mine.id)
    write(replace(version, retires=today()))
    assert not is_stale(mine.id)
    assert not is_stale()


def test_a_date_must_be_a_date() -> None:
    """`--on next week` is told how a date looks."""
    refused = run("schema", "retire", "ios", "4.2.0", "--on", "next week").exception
    assert isinstance(refused, WrongInput)
    assert "YYYY-MM-DD" in str(refused)
