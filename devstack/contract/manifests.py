"""What released clients ask: a manifest a client and version, in Apollo's format with dates."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from devstack.layout import ROOT
from devstack.refusal import Refusal, WrongInput

FOLDER = ROOT / "router" / "persisted"
FORMAT = "apollo-persisted-query-manifest"
_CLIENT = re.compile(r"[a-z][a-z0-9-]{0,39}")
# Dots, digits and a suffix; sorted as numbers, so 4.10.0 is behind 4.9.0.
_VERSION = re.compile(r"\d+(\.\d+){0,3}(-[a-z0-9.]+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """A text a client sends, to the letter: its id is the text's SHA-256."""

    name: str
    kind: str
    text: str

    @property
    def id(self) -> str:
        """What the client sends instead of the text."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """The operations of one released version of a client."""

    client: str
    version: str
    operations: Sequence[Operation]
    released: date
    # Which graph it was made for; versions made for the same one share the file.
    graph: str = ""
    # From that day on its operations are refused.
    retires: date | None = None

    @property
    def title(self) -> str:
        """How people name it, for instance "ios 4.2.0"."""
        return f"{self.client} {self.version}"

    @property
    def graph_file(self) -> Path:
        """The graph as clients saw it when this version was registered."""
        return FOLDER / "graphs" / f"{self.graph}.graphql"

    def beside(self, suffix: str) -> Path:
        """A file of this version: the manifest is `.json`, what belongs to it stands beside it."""
        return FOLDER / self.client / f"{self.version}{suffix}"

    def lives(self, on: date) -> bool:
        """Whether its operations are answered on a day."""
        return self.retires is None or on < self.retires


def today() -> date:
    """The day in UTC, by which versions live."""
    return datetime.now(UTC).date()


def manifests() -> list[Manifest]:
    """Every registered version, by client and version."""
    return sorted(
        map(_read, FOLDER.glob("*/*.json")), key=lambda each: (each.client, _numbers(each.version))
    )


def living(on: date | None = None) -> list[Manifest]:
    """The versions whose operations are answered."""
    return [each for each in manifests() if each.lives(on or today())]


def named(client: str, version: str) -> Manifest:
    """One registered version; a Refusal that names those there are."""
    known = manifests()
    for each in known:
        if (each.client, each.version) == (client, version):
            return each
    there = ", ".join(each.title for each in known) or "none yet"
    raise WrongInput(f"{client} {version} is not registered; there are: {there}.")


def write(manifest: Manifest) -> Path:
    """Write a version's manifest; its file."""
    path = manifest.beside(".json")
    path.parent.mkdir(parents=True, exist_ok=True)
    ours = {"released": manifest.released.isoformat(), "graph": manifest.graph}
    if manifest.retires is not None:
        ours["retires"] = manifest.retires.isoformat()
    content = {"format": FORMAT, "version": 1, **ours, "operations": as_json(manifest.operations)}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    return path


def as_json(operations: Iterable[Operation]) -> list[dict[str, str]]:
    """Operations in Apollo's form."""
    return [
        {"id": each.id, "name": each.name, "type": each.kind, "body": each.text}
        for each in operations
    ]


def keep_graph(sdl: str) -> str:
    """Keep a graph for the versions made for it; what they call it."""
    name = sha256(sdl.encode()).hexdigest()[:16]
    file = FOLDER / "graphs" / f"{name}.graphql"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(sdl)
    return name


def drop_unused_graphs() -> None:
    """Delete the graphs that no version names."""
    named_ones = {each.graph_file for each in manifests()}
    for file in (FOLDER / "graphs").glob("*.graphql"):
        if file not in named_ones:
            file.unlink()


def retired(manifest: Manifest, on: date) -> Manifest:
    """The same version, answered until the day before; what is refused already stays so."""
    if manifest.retires is not None and manifest.retires < on:
        raise WrongInput(f"{manifest.title} retires on {manifest.retires} already.")
    if on < manifest.released:
        raise WrongInput(f"{manifest.title} was released on {manifest.released}; {on} is before.")
    return replace(manifest, retires=on)


def refuse_odd_names(client: str, version: str) -> None:
    """Stop when a client or version could not be a file's name."""
    if not _CLIENT.fullmatch(client):
        raise WrongInput(f"--client is lower-case letters, digits and dashes, as ios; not {client}")
    if not _VERSION.fullmatch(version):
        raise WrongInput(f"--version is numbers with dots, as 4.2.0; not {version}")


def _read(file: Path) -> Manifest:
    try:
        content: dict[str, Any] = json.loads(file.read_text())
        refuse_odd_names(file.parent.name, file.stem)
        retires = content.get("retires")
        manifest = Manifest(
            client=file.parent.name,
            version=file.stem,
            operations=[
                Operation(name=each["name"], kind=each["type"], text=each["body"])
                for each in content["operations"]
            ],
            released=date.fromisoformat(content["released"]),
            graph=content["graph"],
            retires=None if retires is None else date.fromisoformat(retires),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{file.relative_to(ROOT)} is no manifest of ours: {error!r}.") from None
    ids = [each.get("id") for each in content["operations"]]
    wrong = [o.name for id, o in zip(ids, manifest.operations, strict=True) if id != o.id]
    if wrong:
        raise Refusal(f"{file.relative_to(ROOT)} was edited: {wrong[0]} does not fit its id.")
    return manifest


def _numbers(version: str) -> tuple[list[int], str]:
    plain, _, suffix = version.partition("-")
    return [int(part) for part in plain.split(".")], suffix
