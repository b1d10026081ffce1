"""Entries of a YAML file with their shape checked, so that a typing error is met as a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One mapping from a file, with exactly the expected keys and types, and where it stands."""

    where: str
    fields: Mapping[str, Any]

    def reject(self, problem: str) -> NoReturn:
        """Stop with a ValueError that names the file and the entry."""
        raise ValueError(f"{self.where}: {problem}.")


def read_entries(
    path: Path, section: str, shape: Mapping[str, tuple[type, ...]]
) -> Sequence[Entry]:
    """Read the list under *section*; ValueError names the file and the entry that is wrong.

    The first key of *shape* is the one an entry is known by in messages.
    """
    document = _load(path)
    if not isinstance(document, dict) or not isinstance(document.get(section), list):
        raise ValueError(f"{path.name}: expected a list under `{section}`.")
    return [_entry(path, number, raw, shape) for number, raw in enumerate(document[section], 1)]


def _load(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path.name}: cannot be read ({error.strerror}).") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise ValueError(f"{path.name}{place}: is not valid YAML.") from error


def _entry(path: Path, number: int, raw: Any, shape: Mapping[str, tuple[type, ...]]) -> Entry:
    fields = raw if isinstance(raw, dict) else {}
    known_by = fields.get(next(iter(shape)), "unnamed")
    entry = Entry(where=f"{path.name}, entry {number} ({known_by})", fields=fields)
    if fields.keys() != shape.keys():
        wrong = ", ".join(sorted(map(str, fields.keys() ^ shape.keys())))
        entry.reject(f"missing or unknown keys: {wrong}")
    for key, types in shape.items():
        # Not isinstance: a bool is an int to Python, but `stock: yes` is a mistake.
        if type(fields[key]) not in types:
            expected = " or ".join(kind.__name__ for kind in types)
            entry.reject(f"`{key}` must be {expected}, not {fields[key]!r}")
    return entry
