"""Until when what is deprecated stays: a committed list that only grows."""

import json
import re
from datetime import date

from graphql import GraphQLSchema

from devstack.contract.change import Change, Level
from devstack.contract.graph import client_schema, exists
from devstack.contract.manifests import FOLDER
from devstack.refusal import Refusal

FILE = FOLDER / "promises.json"
PROMISE = re.compile(r"Removed after (\d{4}-\d{2}-\d{2})\b")
HOW = 'say it in the reason: "Use x. Removed after YYYY-MM-DD."'


def kept() -> dict[str, date]:
    """Every promise ever committed, by schema coordinate."""
    stored: dict[str, str] = json.loads(FILE.read_text()) if FILE.exists() else {}
    return {coordinate: date.fromisoformat(day) for coordinate, day in stored.items()}


def record(sdl: str) -> None:
    """Add the promises of a graph; an earlier date never replaces a later one."""
    plain = {coordinate: day.isoformat() for coordinate, day in sorted(_with(sdl).items())}
    FILE.write_text(json.dumps(plain, indent=2) + "\n")


def is_stale(sdl: str) -> bool:
    """Whether a graph promises something that is not recorded."""
    return _with(sdl) != kept()


def broken(sdl: str, on: date) -> list[Change]:
    """What is gone before its day, whether or not anybody registered uses it."""
    schema = client_schema(sdl)
    return [
        Change(
            level=Level.BREAKING,
            message=f"{coordinate} is gone",
            remark=f"promised until {until}",
        )
        for coordinate, until in kept().items()
        if on <= until and not exists(schema, coordinate)
    ]


def without_date(sdl: str) -> list[Change]:
    """Deprecations that do not say how long the field stays."""
    return [
        Change(
            level=Level.BREAKING,
            message=f"{coordinate} is deprecated without a date",
            remark=HOW,
        )
        for coordinate, reason in _deprecations(client_schema(sdl)).items()
        if not PROMISE.search(reason)
    ]


def _with(sdl: str) -> dict[str, date]:
    promised = kept()
    for coordinate, reason in _deprecations(client_schema(sdl)).items():
        found = PROMISE.search(reason)
        if found:
            day = _day(coordinate, found[1])
            promised[coordinate] = max(day, promised.get(coordinate, day))
    return promised


def _day(coordinate: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{coordinate} is promised until {text}, which is no day; {HOW}") from None


def _deprecations(schema: GraphQLSchema) -> dict[str, str]:
    found = {}
    for type_ in schema.type_map.values():
        members = {**getattr(type_, "fields", {}), **getattr(type_, "values", {})}
        for name, member in members.items():
            arguments = {f"{name}.{arg}": each for arg, each in getattr(member, "args", {}).items()}
            for path, each in {name: member, **arguments}.items():
                if each.deprecation_reason is not None:
                    found[f"{type_.name}.{path}"] = each.deprecation_reason
    return found
