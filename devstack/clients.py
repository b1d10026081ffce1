"""Builds the pages of clients/: once for each state of their sources."""

from hashlib import sha256
from pathlib import Path

from devstack import npm
from devstack.composition import API
from devstack.npm import CLIENTS
from devstack.processes import locked

# Made by the build or by npm; not what it is made from.
MADE = {"node_modules", "dist", "generated", "persisted-query-manifest.json", "package-lock.lock"}


def build(name: str) -> Path:
    """The built pages of a client (`dist`), made again when a source or the graph changed."""
    project = CLIENTS / name
    npm.install(project)
    dist, stamp = project / "dist", project / "node_modules" / ".built"
    with locked(stamp):
        digest = _digest(project)
        if not (dist.exists() and stamp.exists() and stamp.read_text() == digest):
            npm.run_script(project, "build")
            stamp.write_text(digest)
    return dist


def _digest(project: Path) -> str:
    """Of every file the build reads, the graph among them: types are generated from it."""
    digest = sha256(API.read_bytes())
    for file in sorted(project.rglob("*")):
        if file.is_file() and not MADE.intersection(file.relative_to(project).parts):
            digest.update(str(file.relative_to(project)).encode() + file.read_bytes())
    return digest.hexdigest()
