"""The supergraph for licensed routers holds what the code declares; the default one none of it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack import composition, licensed, npm
from devstack.contract.graph import arguments_of, fields_in
from devstack.layout import SUBGRAPHS
from devstack.ports import is_free
from tests.access.subgraphs import declared
from tests.conftest import FOUND_ROUTER
from tests.devstack.test_command_line import supergraph as command

DIRECTIVES = ("authenticated", "requiresScopes")


@pytest.fixture(scope="module")
def licensed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The licensed supergraph, composed by both composers."""
    npm.install(npm.COMPOSITION)
    folder = tmp_path_factory.mktemp("licensed")
    licensed.compose(folder)
    return folder / "supergraph.graphql"


def directives_in(sdl: str) -> dict[str, tuple[str, object]]:
    """The directive on each field that has one of the two, with its scopes."""
    return {
        coordinate: (each.name.value, arguments_of(each).get("scopes"))
        for coordinate, field in fields_in(sdl)
        for each in field.directives or ()
        if each.name.value in DIRECTIVES
    }


def test_it_holds_exactly_what_the_fields_declare(licensed_file: Path) -> None:
    """Scopes as alternatives; where an owner counts, who is signed in gets past the router."""
    wanted: dict[str, tuple[str, object]] = {}
    for each in declared().values():
        for coordinate, requirement in each.items():
            if "." in coordinate:
                by_scope = requirement.any_of and requirement.owner is None
                alternatives = [[scope] for scope in requirement.any_of]
                wanted[coordinate] = (
                    ("requiresScopes", alternatives) if by_scope else ("authenticated", None)
                )
    assert directives_in(licensed_file.read_text()) == wanted
    assert len(wanted) > 25


def test_what_a_type_keeps_back_stays_null(licensed_file: Path) -> None:
    """No directive on a type: the router would make an error of what is null, and of `node`."""
    types = [line for line in licensed_file.read_text().splitlines() if line.startswith("type ")]
    assert types
    assert [line for line in types if any(f"@{name}" in line for name in DIRECTIVES)] == []


def test_several_scopes_are_alternatives() -> None:
    """Either is enough, as in the subgraph; other links and fields stay as they were."""
    sdl = f"""schema @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "{licensed.FEDERATION}v2.9", import: ["@key"]) {{ query: Query }}
      type Query {{ secret: Int open: Int mine: Int }}"""
    required = {
        "Query.secret": licensed.Required(any_of=("a", "b"), has_owner=False),
        "Query.mine": licensed.Required(any_of=("a",), has_owner=True),
    }
    made = licensed.licensed_sdl(sdl, required)
    assert 'secret: Int @requiresScopes(scopes: [["a"], ["b"]])' in made
    assert "mine: Int @authenticated\n" in made
    assert "open: Int\n" in made
    assert 'import: ["@key", "@authenticated", "@requiresScopes"]' in made
    assert '@link(url: "https://specs.apollo.dev/link/v1.0")' in made


@pytest.mark.parametrize(
    "file", [composition.COMMITTED, *map(composition.committed_sdl, SUBGRAPHS)]
)
def test_the_default_has_none(file: Path) -> None:
    """A router without a licence starts with what is committed."""
    assert directives_in(file.read_text()) == {}


def free_ports(count: int) -> Iterator[int]:
    """Ports nobody listens on."""
    free = (port for port in range(57_000, 60_000) if is_free(port))
    return (next(free) for _ in range(count))


def start(supergraph: Path) -> subprocess.CompletedProcess[str]:
    """Apollo Router with a supergraph, until it ends by itself."""
    names = ("ROUTER_LISTEN", "ROUTER_HEALTH_LISTEN", "ROUTER_METRICS_LISTEN")
    own = dict(zip(names, (f"127.0.0.1:{port}" for port in free_ports(3)), strict=True))
    licence = {name: value for name, value in os.environ.items() if not name.startswith("APOLLO_")}
    return subprocess.run(
        [FOUND_ROUTER.program, "--supergraph", supergraph, "--log", "error"],
        env={**licence, **own, "APOLLO_TELEMETRY_DISABLED": "true"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(FOUND_ROUTER.kind == "standin", reason="this machine has no Apollo Router")
def test_an_unlicensed_router_refuses_it(licensed_file: Path) -> None:
    """Which is why it is never the default."""
    done = start(licensed_file)
    assert done.returncode != 0
    assert "license violation" in done.stdout + done.stderr
    assert all(name in done.stdout + done.stderr for name in DIRECTIVES)


def test_the_command_prints_or_writes_it(tmp_path: Path, licensed_file: Path) -> None:
    """`--out` names the file; it means nothing without `--licensed`, and nothing is committed."""
    out, before = tmp_path / "out.graphql", composition.COMMITTED.read_text()
    done = command("compose", "--licensed", "--out", str(out), state=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_text() == licensed_file.read_text()
    assert composition.COMMITTED.read_text() == before
    for wrong in (["--out", str(out)], ["--check", "--licensed"]):
        done = command("compose", *wrong, state=tmp_path)
        assert done.returncode == 2
        assert "--out goes with --licensed" in done.stderr
