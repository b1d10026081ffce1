"""The peers serve the same slice of the graph as ours."""

from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from graphql.type import GraphQLObjectType

from bench.operations import PRODUCT_PAGE
from bench.peers.cases import ORDERS_PAGE
from bench.peers.implementations import IMPLEMENTATIONS, OURS, Implementation
from devstack import composition, npm
from devstack.layout import SUBGRAPHS

PEERS = [each for each in IMPLEMENTATIONS if each.name != OURS]


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_composes_and_answers_our_operations(peer: Implementation, tmp_path: Path) -> None:
    """What is measured is valid against the supergraph of each peer."""
    npm.install(npm.COMPOSITION)
    assert peer.sdl is not None
    for name in SUBGRAPHS:
        (tmp_path / f"{name}.graphql").write_text(peer.sdl(name))
    composition.compose(tmp_path)

    api = build_schema((tmp_path / "api.graphql").read_text())
    for operation in (ORDERS_PAGE, PRODUCT_PAGE):
        assert validate(api, parse(operation)) == []


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_has_our_names_and_types(peer: Implementation) -> None:
    """Each field of a peer is one of ours, of the same type, in the same subgraph."""
    assert peer.sdl is not None
    for name in SUBGRAPHS:
        ours = _fields(composition.committed_sdl(name).read_text())
        assert _fields(peer.sdl(name)).items() <= ours.items()


def _fields(sdl: str) -> dict[str, str]:
    schema = build_schema(sdl, assume_valid=True)
    return {
        f"{type.name}.{name}": str(field.type)
        for type in schema.type_map.values()
        if isinstance(type, GraphQLObjectType) and not type.name.startswith("_")
        for name, field in type.fields.items()
    }
