"""A version of a client is taken in whole, in whatever form its tools write, or not at all."""

import json
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from devstack import composition
from devstack.contract import safelist
from devstack.contract.manifests import Operation, living, manifests, today
from devstack.contract.register import register, retire
from devstack.refusal import Refusal, WrongInput

SHELVES = "query Shelves {\n  categories {\n    id\n    name\n  }\n}"
MINE = "query Mine { me { id displayName } }"


def write(folder: Path, content: Any) -> Path:
    """A file as a client's tool would leave it."""
    file = folder / "operations.json"
    file.write_text(json.dumps(content))
    return file


def apollo(*texts: str, **changes: Any) -> dict[str, Any]:
    """A manifest of Apollo's generator."""
    operations = [
        {
            "id": sha256(text.encode()).hexdigest(),
            "name": text.split()[1],
            "type": text.split()[0],
            "body": text,
            **changes,
        }
        for text in texts
    ]
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}


def take(file: Path, version: str = "1.0.0", released: date | None = None) -> list[str]:
    """Register a file as version of `web`; what was said."""
    said: list[str] = []
    register(file, "web", version, released or today(), said.append)
    return said


# GraphQL Codegen's persistedDocuments and Relay's persisted_queries.json: ids of their own.
CODEGEN = {"d0c5…": SHELVES, "77aa…": MINE}
RELAY = {"9fb1cbd4a08e8c0d0b4c2a1f4f1c3c11": SHELVES, "0f343b0931126a20f133d67c2b018a3b": MINE}


@pytest.mark.parametrize(
    "content", [apollo(SHELVES, MINE), CODEGEN, RELAY], ids=["apollo", "codegen", "relay"]
)
def test_every_tool_s_list_becomes_the_same_manifest(
    contract: Path, tmp_path: Path, content: Any
) -> None:
    """The texts are kept to the letter; ids are SHA-256, which is what a router hashes."""
    take(write(tmp_path, content))
    (manifest,) = manifests()
    assert {each.text for each in manifest.operations} == {SHELVES, MINE}
    stored = json.loads((contract / "web" / "1.0.0.json").read_text())
    assert stored["format"] == "apollo-persisted-query-manifest"
    assert [each["id"] for each in stored["operations"]] == [
        sha256(each["body"].encode()).hexdigest() for each in stored["operations"]
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([SHELVES], "is not a list of operations"),
        (apollo(SHELVES, id="1234"), "not the SHA-256 of its body"),
        ({"a": "query { me { id } }"}, "with a name"),
        ({"a": MINE + SHELVES}, "holds one operation"),
        ({"a": "query Broken {"}, "does not parse"),
        ({"a": MINE, "b": MINE.replace(" displayName", "")}, "twice there: Mine"),
        ({}, "holds no operation"),
        ({"a": "query Old { me { nickname } }"}, "Cannot query field 'nickname'"),
        ({"a": "query Look { __schema { queryType { name } } }"}, "asks for the schema"),
        ({**apollo(SHELVES), "operations": None}, "holds no operation"),
        ({**apollo(SHELVES), "operations": [{"id": "1"}]}, "needs id, name, type and body"),
        ({"a": "mutation Hold { releaseReservation(reservationId: 1) { state } }"}, "do not fit"),
    ],
)
def test_what_cannot_be_registered_is_refused_with_its_reason(
    contract: Path, tmp_path: Path, content: Any, said: str
) -> None:
    """Nothing is written, not even the operations that were fine."""
    with pytest.raises(Refusal, match=said):
        take(write(tmp_path, content))
    assert manifests() == []


def test_ids_of_other_tools_are_told_about(contract: Path, tmp_path: Path) -> None:
    """A client that sends MD5 or SHA-1 would never be answered."""
    assert any("must send the SHA-256" in line for line in take(write(tmp_path, RELAY)))
    ours = {sha256(text.encode()).hexdigest(): text for text in (SHELVES, MINE)}
    assert len(take(write(tmp_path, ours), "2.0.0")) == 1


def test_an_operation_over_the_limits_is_refused_with_its_plan(
    contract: Path, tmp_path: Path
) -> None:
    """A variable may be the largest page, so pages in pages are told before anything runs."""
    greedy = (
        "query Greedy($n: Int!) { products(first: $n) { nodes { orders(first: $n) { nodes { id "
        "items { product { name } } } } } } }"
    )
    with pytest.raises(Refusal, match=r"Greedy: cost \d+, allowed 3000") as refused:
        take(write(tmp_path, {"a": greedy}))
    assert "Fetch products" in str(refused.value)
    assert manifests() == []


def test_a_released_version_never_changes(contract: Path, tmp_path: Path) -> None:
    """The same operations again are no news; others need a version of their own."""
    take(write(tmp_path, apollo(SHELVES)))
    assert "registered already" in take(write(tmp_path, apollo(SHELVES)))[0]
    with pytest.raises(Refusal, match="Register a new version"):
        take(write(tmp_path, apollo(MINE)))
    # One that is not out yet may still change.
    tomorrow = today() + timedelta(days=1)
    take(write(tmp_path, apollo(SHELVES)), "2.0.0", tomorrow)
    take(write(tmp_path, apollo(MINE)), "2.0.0", tomorrow)
    assert [each.name for each in manifests()[1].operations] == ["Mine"]


def test_versions_of_one_graph_share_it(
    contract: Path, tmp_path: Path, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a graph that no version names any more is gone."""
    tomorrow = today() + timedelta(days=1)
    take(write(tmp_path, apollo(SHELVES)), "1.0.0")
    take(write(tmp_path, apollo(SHELVES)), "2.0.0", tomorrow)
    assert [each.graph_file.read_text() for each in manifests()] == [api, api]
    grown = tmp_path / "api.graphql"
    monkeypatch.setattr(composition, "API", grown)
    for number in (1, 2):
        grown.write_text(f"{api}\ntype Later{number} {{ id: ID }}\n")
        take(write(tmp_path, apollo(*(MINE, SHELVES)[:number])), "2.0.0", tomorrow)
    assert len(list((contract / "graphs").iterdir())) == 2
    assert "Later2" in manifests()[1].graph_file.read_text()


def test_a_retired_version_is_refused_from_its_day_on(contract: Path, tmp_path: Path) -> None:
    """Its operations leave the safelist, but for those another living version has too."""
    take(write(tmp_path, apollo(SHELVES, MINE)), "1.9.0")
    take(write(tmp_path, apollo(SHELVES)), "1.10.0")
    day = today() + timedelta(days=30)
    retire("web", "1.9.0", day)
    assert [each.version for each in living(day - timedelta(days=1))] == ["1.9.0", "1.10.0"]
    shelves = Operation(name="Shelves", kind="query", text=SHELVES)
    assert list(safelist.table(day)) == [shelves.id]
    with pytest.raises(WrongInput, match=r"web 3\.0\.0 is not registered; there are: web 1\.9\.0"):
        retire("web", "3.0.0", day)
    with pytest.raises(WrongInput, match=f"retires on {day} already"):
        retire("web", "1.9.0", day + timedelta(days=1))
    with pytest.raises(WrongInput, match="is before"):
        retire("web", "1.10.0", today() - timedelta(days=1))


@pytest.mark.parametrize(("client", "version"), [("../x", "1.0"), ("Web", "1.0"), ("web", "v1")])
def test_odd_names_are_refused(tmp_path: Path, client: str, version: str) -> None:
    """A client and a version are names of files."""
    with pytest.raises(WrongInput):
        register(write(tmp_path, CODEGEN), client, version, today(), print)


def test_an_edited_manifest_is_noticed(contract: Path, tmp_path: Path) -> None:
    """A text that no longer fits its id would let through what nobody registered."""
    take(write(tmp_path, apollo(MINE)))
    file = contract / "web" / "1.0.0.json"
    file.write_text(file.read_text().replace("displayName", "email"))
    with pytest.raises(Refusal, match="was edited: Mine does not fit its id"):
        manifests()
