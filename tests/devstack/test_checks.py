"""`./supergraph check` is clean, and each import contract is seen to break."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from devstack.checks import PROGRAMS
from devstack.layout import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
# A line that breaks each contract, and the file it is planted in.
PLANTED = {
    "Subgraphs do not know each other": (
        "subgraphs/orders/domain/order.py",
        "import subgraphs.users.domain",
    ),
    "Subgraphs stand on common, never the reverse": (
        "subgraphs/common/ids.py",
        "import subgraphs.users.domain",
    ),
    "Compiled operations know no commerce, and are known to common alone": (
        "subgraphs/users/schema/query.py",
        "import compiled",
    ),
    "Compiled operations stand alone": ("compiled/run.py", "import fastapi"),
    "Inside a subgraph, imports point one way": (
        "subgraphs/users/domain/people.py",
        "import subgraphs.users.service",
    ),
    "Only stores and table definitions touch a database driver": (
        "subgraphs/users/loaders.py",
        "import sqlalchemy",
    ),
    "Domain and saga know no framework": ("subgraphs/orders/saga.py", "import strawberry"),
    "Below the context nobody imports strawberry or fastapi": (
        "subgraphs/users/service/people.py",
        "import fastapi",
    ),
    "asyncpg is spoken to in one place": ("subgraphs/users/store/users.py", "import asyncpg"),
}


def run(program: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """One of the tools beside this Python."""
    return subprocess.run(
        [Path(sys.executable).with_name(program), *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_code_is_clean(name: str) -> None:
    """Formatting, style, strict types and import contracts, as `./supergraph check` has them."""
    done = run(PROGRAMS[name][0], *PROGRAMS[name][1:])
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what has contracts, to spoil."""
    for folder in ("compiled", "subgraphs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken(copy: Path) -> str:
    """What the import linter says of the spoiled copy, which is not a pass."""
    done = run("lint-imports", "--no-cache", cwd=copy)
    assert done.returncode != 0
    return done.stdout


def test_every_contract_has_its_planted_violation() -> None:
    """A new contract needs a line that breaks it."""
    assert {contract["name"] for contract in CONTRACTS["contracts"]} == set(PLANTED)


@pytest.mark.parametrize("name", PLANTED)
def test_each_contract_is_seen_to_break(copy: Path, name: str) -> None:
    """A guard that cannot fail guards nothing."""
    file, line = PLANTED[name]
    spoiled = copy / file
    spoiled.write_text(f"{spoiled.read_text()}\n{line}\n")
    assert f"{name} BROKEN" in broken(copy)


def test_a_room_nobody_planned_is_refused(copy: Path) -> None:
    """A file with a name of its own (helpers.py) cannot be added to one subgraph quietly."""
    (copy / "subgraphs" / "users" / "helpers.py").write_text('"""Everything else."""\n')
    assert "helpers" in broken(copy)


def test_the_three_subgraphs_have_the_same_rooms() -> None:
    """Whoever knows one finds the way in the others; what one alone has is named here."""
    rooms = {
        name: {each.stem for each in (ROOT / "subgraphs" / name).iterdir() if each.stem[0] != "_"}
        for name in ("users", "products", "orders")
    }
    shared = rooms["users"] & rooms["products"] & rooms["orders"]
    assert {"app", "context", "domain", "loaders", "migrations", "README", "schema"} <= shared
    assert {"service", "settings", "store", "types", "worker"} <= shared
    on_postgres = {"tables", "clients", "outbox", "parts", "commands"}
    assert rooms["users"] - shared == on_postgres
    assert rooms["products"] - shared == {"documents"}
    assert rooms["orders"] - shared == {*on_postgres, "saga"}
