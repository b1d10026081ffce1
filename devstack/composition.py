"""From the subgraphs' code to the supergraph: export each SDL, compose, compare."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import yaml

from devstack.commands import run
from devstack.layout import ROOT, SUBGRAPHS
from devstack.npm import COMPOSITION, NODE
from devstack.refusal import Refusal
from devstack.subgraphs import code_version

CONFIG = ROOT / "supergraph.yaml"
COMMITTED = ROOT / "router" / "supergraph.graphql"
# What clients see of it, and generate their types from.
API = ROOT / "router" / "api.graphql"


class CompositionError(Refusal):
    """The subgraphs do not fit together; the message holds each code and the subgraphs."""


def export(name: str) -> str:
    """The SDL a subgraph's code has now."""
    return told_by(name, "print(schema.as_str())")


def told_by(name: str, program: str) -> str:
    """What *program* prints of a subgraph's `schema`, in a process that knows no other."""
    argv = [sys.executable, "-c", f"from subgraphs.{name}.schema import schema; {program}"]
    return run(argv, what=f"export the schema of {name}", cwd=ROOT)


def exported(folder: Path) -> None:
    """All three SDLs in *folder*, each exported again only when its code changed."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda name: _export_to(folder, name), SUBGRAPHS))


def compose(folder: Path) -> Path:
    """Compose the SDLs in *folder*; the supergraph there stays as it was when they do not fit."""
    config, supergraph = config_in(folder), folder / "supergraph.graphql"
    digest = _digest([config, *(folder / f"{name}.graphql" for name in SUBGRAPHS)])
    stamp = folder / "composed"
    made = supergraph.exists() and (folder / "api.graphql").exists() and stamp.exists()
    if not (made and stamp.read_text() == digest):
        run_composer(config, supergraph, folder / "api.graphql", "theguild")
        stamp.write_text(digest)
    return supergraph


def config_in(folder: Path) -> Path:
    """The composition input for the SDLs in *folder*, written beside them."""
    config = yaml.safe_load(CONFIG.read_text())
    for name in SUBGRAPHS:
        config["subgraphs"][name]["schema"]["file"] = f"{name}.graphql"
    # JSON is YAML, and rover's form does not care.
    (folder / "supergraph.yaml").write_text(json.dumps(config))
    return folder / "supergraph.yaml"


def write_committed() -> None:
    """Bring the committed SDLs and supergraph up to the code."""
    for name in SUBGRAPHS:
        committed_sdl(name).write_text(export(name))
    run_composer(CONFIG, COMMITTED, API, "both")


def drift(folder: Path) -> list[str]:
    """The committed files that are not what the code makes; composes with both composers."""
    exported(folder)
    stale = [
        str(committed_sdl(name).relative_to(ROOT))
        for name in SUBGRAPHS
        if _text(committed_sdl(name)) != _text(folder / f"{name}.graphql")
    ]
    fresh = {COMMITTED: folder / "committed.graphql", API: folder / "committed-api.graphql"}
    run_composer(CONFIG, fresh[COMMITTED], fresh[API], "both")
    return stale + [
        str(committed.relative_to(ROOT))
        for committed, made in fresh.items()
        if _text(committed) != _text(made)
    ]


def run_composer(config: Path, out: Path, api: Path, composer: str) -> None:
    """Compose what *config* names; `both` composers must agree. CompositionError when it fails."""
    argv = [NODE, COMPOSITION / "compose.mjs", config, "--composer", composer]
    argv += ["--out", out, "--api", api]
    done = subprocess.run(  # noqa: S603 - our own program
        [str(each) for each in argv], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return
    try:
        errors = json.loads(done.stderr)["errors"]
    except (ValueError, KeyError):
        raise Refusal(f"Could not compose: {done.stderr.strip()}") from None
    lines = [f"{e['code']} ({', '.join(e['subgraphs'])}): {e['message']}" for e in errors]
    raise CompositionError("The subgraphs do not compose:\n  " + "\n  ".join(lines))


def committed_sdl(name: str) -> Path:
    """The SDL of a subgraph as it is in review."""
    return ROOT / "subgraphs" / name / "schema.graphql"


def _export_to(folder: Path, name: str) -> None:
    version, stamp = code_version(name), folder / f"{name}.version"
    if stamp.exists() and stamp.read_text() == version:
        return
    (folder / f"{name}.graphql").write_text(export(name))
    stamp.write_text(version)


def _digest(files: list[Path]) -> str:
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""
