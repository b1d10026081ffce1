"""What came of asking for a protected field, in one word."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.access.arguments import NoWay
from tests.access.operations import Operation
from tests.access.paths import Way
from tests.shop import Answer

# Something was told; it was told of one's own account; nothing was told.
VALUE, OWN, NULL = "value", "own", "null"
# A key came back as it was sent: nobody's comes back the same.
ECHO = "echo"
# A mutation got past authorisation, whatever came of it.
ALLOWED = "allowed"
REFUSALS = ("UNAUTHENTICATED", "FORBIDDEN")


def outcome(operation: Operation, way: Way, answer: Answer, id: str | None) -> str:
    """The cell of one way for somebody whose account is *id*."""
    refusal = _refusal(operation, way, answer)
    if operation.kind == "mutation":
        return refusal or ALLOWED
    found = told(operation, way, answer)
    if not found:
        return refusal or NULL
    is_own = id is not None and way.type == "User" and {each["id"] for each in found} == {id}
    return OWN if is_own else VALUE


def told(operation: Operation, way: Way, answer: Answer) -> list[Mapping[str, Any]]:
    """The objects an answer has a value of the field for."""
    found = _objects(answer.partial, operation.keys)
    return [each for each in found if each.get(way.field) is not None]


def _refusal(operation: Operation, way: Way, answer: Answer) -> str | None:
    """The code of the error that took the field away; NoWay for one that is no refusal."""
    where, found = [*operation.keys, way.field], None
    for error in answer.errors:
        code = error["extensions"].get("code")
        path = [each for each in error.get("path") or () if _is_name(each)]
        if path == where[: len(path)] and code in REFUSALS:
            found = code
        elif operation.kind == "query" or not path:
            refused = path and code in REFUSALS
            if not refused:
                raise NoWay(
                    f"no way to call {way.coordinate} by {way.path}: {code}, {error['message']} "
                    "Say in tests/access/world.py what its arguments are."
                )
    return found


def _is_name(part: Any) -> bool:
    # Places in lists are numbers, and "@" where a router does not know which.
    return isinstance(part, str) and part != "@"


def _objects(data: Any, keys: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The objects at the end of a path, out of all lists on it."""
    if isinstance(data, list):
        for each in data:
            yield from _objects(each, keys)
    elif isinstance(data, dict):
        if keys:
            yield from _objects(data.get(keys[0]), keys[1:])
        else:
            yield data
