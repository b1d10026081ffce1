"""The graph that is committed is the graph of the code, and can lose a part."""

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
)

from devstack import composition, npm
from devstack.layout import ROOT, SUBGRAPHS

SUPERGRAPH = ROOT / "router" / "supergraph.graphql"


def test_the_committed_schemas_are_what_the_code_makes(tmp_path: Path) -> None:
    """SDL of each subgraph and the supergraph; both composers make the same of them."""
    npm.install(npm.COMPOSITION)
    assert composition.drift(tmp_path) == []


def test_drift_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stale supergraph and a stale SDL are each named."""
    stale = tmp_path / "supergraph.graphql"
    stale.write_text("# old")
    monkeypatch.setattr(composition, "ROOT", tmp_path)
    monkeypatch.setattr(composition, "COMMITTED", stale)
    monkeypatch.setattr(composition, "export", lambda name: f"# {name} has changed")
    monkeypatch.setattr(composition, "CONFIG", ROOT / "supergraph.yaml")
    npm.install(npm.COMPOSITION)
    named = composition.drift(tmp_path / "check")
    assert named == [*(f"subgraphs/{n}/schema.graphql" for n in SUBGRAPHS), "supergraph.graphql"]


def test_a_composition_error_names_its_code_and_subgraphs(tmp_path: Path) -> None:
    """The last good supergraph stays where it is."""
    npm.install(npm.COMPOSITION)
    for name in SUBGRAPHS:
        text = composition.committed_sdl(name).read_text()
        (tmp_path / f"{name}.graphql").write_text(text)
    good = composition.compose(tmp_path).read_text()
    users = tmp_path / "users.graphql"
    users.write_text(users.read_text().replace("status: UserStatus!", "orders: Int!"))
    with pytest.raises(composition.CompositionError) as failed:
        composition.compose(tmp_path)
    assert "users" in str(failed.value)
    assert "orders" in str(failed.value)
    assert (tmp_path / "supergraph.graphql").read_text() == good


def seams(schema: GraphQLSchema) -> list[str]:
    """Non-null fields whose value another subgraph may fail to give."""
    found = []
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("join__"):
            continue
        for name, field in type_.fields.items():
            target = get_named_type(field.type)
            if not isinstance(target, GraphQLObjectType) or not isinstance(
                field.type, GraphQLNonNull
            ):
                continue
            asked, owners = _graphs_of_field(type_, name), _graphs(target)
            if any(_needs_another(target, graph) for graph in asked) and len(owners) > 1:
                found.append(f"{type_.name}.{name}")
    return found


def _needs_another(target: GraphQLObjectType, graph: str) -> bool:
    """Whether *target*, reached in *graph*, has non-null fields only others can give."""
    if _is_value(target):
        return False
    return any(
        isinstance(field.type, GraphQLNonNull) and graph not in _graphs_of_field(target, name)
        for name, field in target.fields.items()
    )


def _is_value(target: GraphQLObjectType) -> bool:
    keys = [d for d in _applied(target, "join__type") if "key" in d]
    return not keys


def _graphs(type_: GraphQLObjectType) -> set[str]:
    return {each["graph"] for each in _applied(type_, "join__type")}


def _graphs_of_field(type_: GraphQLObjectType, name: str) -> set[str]:
    named = {d["graph"] for d in _applied(type_.fields[name], "join__field") if "graph" in d}
    return named or _graphs(type_)


def _applied(element: object, directive: str) -> list[dict[str, str]]:
    node = element.ast_node  # type: ignore[attr-defined]
    return [
        {argument.name.value: getattr(argument.value, "value", "") for argument in each.arguments}
        for each in ((node.directives or ()) if node else ())
        if each.name.value == directive
    ]


def test_no_dead_subgraph_can_take_a_whole_answer_away() -> None:
    """A field whose non-null children come from elsewhere is nullable, and so is each root."""
    schema = build_schema(SUPERGRAPH.read_text(), assume_valid=True)
    assert seams(schema) == []
    assert schema.query_type is not None
    roots = schema.query_type.fields.items()
    assert [name for name, field in roots if isinstance(field.type, GraphQLNonNull)] == []


@pytest.mark.parametrize("named", ["OrderItem.product", "Order.user"])
def test_the_lint_sees_a_planted_seam(named: str) -> None:
    """Making such a field non-null is found, by its name."""
    field = named.split(".")[1]
    text = re.sub(rf"(\n  {field}: \w+)(?!!)\b", r"\1!", SUPERGRAPH.read_text())
    assert named in seams(build_schema(text, assume_valid=True))
