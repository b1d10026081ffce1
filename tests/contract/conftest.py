"""A contract of the test's own: manifests in a folder that is thrown away."""

from pathlib import Path

import pytest

from devstack import composition, npm
from devstack.contract import manifests, promises, safelist


@pytest.fixture
def contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of manifests, empty but for the limits; the committed ones are not touched."""
    npm.install(npm.COMPOSITION)
    folder = tmp_path / "router" / "persisted"
    folder.mkdir(parents=True)
    monkeypatch.setattr(manifests, "FOLDER", folder)
    monkeypatch.setattr(manifests, "ROOT", tmp_path)
    monkeypatch.setattr(promises, "FILE", folder / "promises.json")
    monkeypatch.setattr(safelist, "COMMITTED", tmp_path / "operations.rhai")
    monkeypatch.setattr(safelist, "COMMITTED_MAP", folder / "safelist.json")
    return folder


@pytest.fixture
def api() -> str:
    """The graph as clients see it today."""
    return composition.API.read_text()
