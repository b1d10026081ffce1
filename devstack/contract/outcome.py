"""What of an answer is lost and what lives when a part of the system is down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

ROOT = "data"


class Seen(Enum):
    """What stands at a path."""

    VALUE = "value"
    NULL = "null"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """An operation's answer with a part down, against the whole one. Paths have no indices."""

    # The topmost paths that are null and were not.
    lost: list[str] = field(default_factory=list)
    # The topmost paths of which nothing is lost.
    live: list[str] = field(default_factory=list)
    # "CODE at path", each once.
    errors: list[str] = field(default_factory=list)


def outcome_of(whole: Mapping[str, Any], broken: Mapping[str, Any]) -> Outcome:
    """Compare two GraphQL answers to one operation."""
    before, after = _shape(whole.get("data")), _shape(broken.get("data"))
    known = {path for path, seen in before.items() if Seen.VALUE in seen}
    nulled = {
        path
        for path, seen in after.items()
        if Seen.NULL in seen and path in known and Seen.NULL not in before[path]
    }
    # What is not there at all: in a list that came back empty, or where every item is null now.
    gone = {path for path in known if Seen.VALUE not in after.get(path, ())}
    lost = nulled | gone
    lost = {path for path in lost if not any(_is_below(path, other) for other in lost)}
    intact = {p for p in known if not any(_touches(p, other) for other in lost)}
    live = {p for p in intact if not any(_is_below(p, other) for other in intact)}
    return Outcome(
        lost=sorted(lost),
        live=sorted(live),
        errors=sorted({_error(each) for each in broken.get("errors", ())}),
    )


def _shape(data: Any) -> dict[str, set[Seen]]:
    """Every path, and what stands there, in any item of a list."""
    shape: dict[str, set[Seen]] = {}
    for path, value in _walk(ROOT, data):
        shape.setdefault(path, set()).add(Seen.NULL if value is None else Seen.VALUE)
    return shape


def _walk(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        yield path, value
        for each in value:
            yield from _walk(path, each) if isinstance(each, list | dict) else ()
            if each is None:
                yield path, None
        return
    yield path, value
    if isinstance(value, dict):
        for name, inside in value.items():
            # What clients add for their caches says nothing.
            if name == "__typename":
                continue
            yield from _walk(name if path == ROOT else f"{path}.{name}", inside)


def _is_below(path: str, other: str) -> bool:
    return path != other and (other == ROOT or path.startswith(f"{other}."))


def _touches(path: str, lost: str) -> bool:
    return path == lost or _is_below(path, lost) or _is_below(lost, path)


def _error(error: Mapping[str, Any]) -> str:
    steps = [str(step) for step in error.get("path") or () if not isinstance(step, int)]
    code = (error.get("extensions") or {}).get("code", "without a code")
    return f"{code} at {'.'.join(steps) or ROOT}"
