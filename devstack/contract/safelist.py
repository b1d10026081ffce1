"""The tables by which the public routers know the operations they answer."""

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from devstack import composition
from devstack.contract.caching import Hints, cache_control
from devstack.contract.graph import client_schema
from devstack.contract.manifests import Manifest, living, manifests
from devstack.layout import ROOT

RHAI = ROOT / "router" / "rhai"
COMMITTED = RHAI / "operations.rhai"
# The stand-in's map, which it looks at while it runs.
COMMITTED_MAP = ROOT / "router" / "persisted" / "safelist.json"
HEAD = "// Generated from router/persisted: ./supergraph operations safelist\n"


def table(on: date | None = None) -> dict[str, str]:
    """The `Cache-Control` of every living operation, by the SHA-256 of its text."""
    return _table(living(on))


def write_committed() -> None:
    """Bring the committed tables up to the manifests."""
    _write(table(), COMMITTED, COMMITTED_MAP)


def write_for(folder: Path) -> Path:
    """The scripts and tables of a running router in *folder*; made whole, then moved there."""
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "main.rhai", (RHAI / "main.rhai").read_text())
    write_tables(table(), folder)
    return folder


def write_tables(operations: Mapping[str, str], folder: Path) -> None:
    """The two tables in *folder*; routers that run follow them."""
    _write(operations, folder / "operations.rhai", folder / "safelist.json")


def is_stale() -> bool:
    """Whether the committed tables lack a living operation, or hold one nobody registered.

    A version that retires on a day makes nothing stale on that day: a date must not fail a build.
    """
    committed = _stored(COMMITTED_MAP)
    text = COMMITTED.read_text() if COMMITTED.exists() else ""
    wanted, known = table(), _table(manifests())
    fits = wanted.items() <= committed.items() <= known.items()
    return not fits or text != _rhai(committed)


def _table(versions: list[Manifest]) -> dict[str, str]:
    schema, hints = client_schema(composition.API.read_text()), Hints()
    operations = {each.id: each for version in versions for each in version.operations}
    return {id: cache_control(schema, hints, operations[id]) for id in sorted(operations)}


def _write(operations: Mapping[str, str], rhai: Path, map_: Path) -> None:
    _replace(rhai, _rhai(operations))
    _replace(map_, json.dumps(operations, indent=2) + "\n")


def _replace(file: Path, text: str) -> None:
    """Only when it differs, and whole: a router that watches it must not see half."""
    if file.exists() and file.read_text() == text:
        return
    fresh = file.with_suffix(f".{os.getpid()}.new")
    fresh.write_text(text)
    fresh.replace(file)


def _rhai(operations: Mapping[str, str]) -> str:
    cases = "".join(f'        "{id}" => "{kept}",\n' for id, kept in operations.items())
    body = f"    switch hash {{\n{cases}        _ => ()\n    }}\n"
    return f"{HEAD}fn cache_control(hash) {{\n{body}}}\n"


def _stored(file: Path) -> dict[str, str]:
    stored: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    return stored
