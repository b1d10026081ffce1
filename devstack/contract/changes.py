"""What a change of the graph does to the clients that are out there."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from graphql import GraphQLSchema

from devstack.commands import run
from devstack.contract.graph import client_schema, problems
from devstack.contract.manifests import Manifest
from devstack.contract.usage import users_of
from devstack.npm import COMPOSITION, NODE

# Dangerous to whoever writes the resolver; a released client does not send them.
OPTIONAL_ADDITIONS = ("FIELD_ARGUMENT_ADDED", "INPUT_FIELD_ADDED")
PROMISE = re.compile(r"Removed after (\d{4}-\d{2}-\d{2})\b")


class Level(StrEnum):
    """What a change does to living clients."""

    SAFE = "safe"
    DANGEROUS = "dangerous"
    BREAKING = "breaking"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A difference of two graphs, judged by who uses what it touches."""

    level: Level
    message: str
    # "ios 4.1.0 operation `OrderHistory`"
    users: Sequence[str] = ()
    # Why the level is not what the difference alone would make it.
    remark: str = ""

    def __str__(self) -> str:
        """As people read it: what, why it counts so, and for whom."""
        remark = f" ({self.remark})" if self.remark else ""
        return self.message + remark + (f" for {', '.join(self.users)}" if self.users else "")

    def joined(self, other: "Change") -> "Change":
        """The same difference, seen from two baselines: the worse level, all users."""
        worse = max(self, other, key=lambda each: list(Level).index(each.level))
        return replace(worse, users=sorted({*self.users, *other.users}))


def judged(old: str, new: str, manifests: list[Manifest], folder: Path, on: date) -> list[Change]:
    """Every difference between two client schemas, and what it does to *manifests*."""
    before, after = folder / "before.graphql", folder / "after.graphql"
    folder.mkdir(parents=True, exist_ok=True)
    before.write_text(old)
    after.write_text(new)
    found = run([NODE, COMPOSITION / "changes.mjs", before, after], what="compare the graphs")
    schema = client_schema(old)
    return [
        _judge(schema, manifests, promises(old), on, **difference)
        for difference in json.loads(found)
        # Words change nothing for a program.
        if "_DESCRIPTION_" not in difference["kind"]
    ]


def broken(new: str, manifests: list[Manifest]) -> list[Change]:
    """Every operation that does not fit the proposed graph."""
    schema = client_schema(new)
    return [
        Change(level=Level.BREAKING, message=message, users=[_user(manifest, operation.name)])
        for manifest in manifests
        for operation in manifest.operations
        for message in problems(schema, operation)
    ]


def promises(sdl: str) -> dict[str, date]:
    """Until when each deprecated field, argument or value stays, by its coordinate."""
    return {
        coordinate: date.fromisoformat(promise[1])
        for coordinate, reason in deprecations(client_schema(sdl)).items()
        if (promise := PROMISE.search(reason))
    }


def deprecations(schema: GraphQLSchema) -> dict[str, str]:
    """The reason of everything deprecated, by its coordinate."""
    found = {}
    for type_ in schema.type_map.values():
        members = {**getattr(type_, "fields", {}), **getattr(type_, "values", {})}
        for name, member in members.items():
            arguments = {f"{name}.{arg}": each for arg, each in getattr(member, "args", {}).items()}
            for path, each in {name: member, **arguments}.items():
                if each.deprecation_reason is not None:
                    found[f"{type_.name}.{path}"] = each.deprecation_reason
    return found


def without_date(sdl: str) -> list[Change]:
    """Deprecations that do not say how long the field stays."""
    return [
        Change(
            level=Level.BREAKING,
            message=f"{coordinate} is deprecated without a date",
            remark='say it in the reason: "Use x. Removed after YYYY-MM-DD."',
        )
        for coordinate, reason in deprecations(client_schema(sdl)).items()
        if not PROMISE.search(reason)
    ]


def _judge(
    schema: GraphQLSchema,
    manifests: list[Manifest],
    promised: dict[str, date],
    on: date,
    *,
    kind: str,
    path: str,
    message: str,
    level: str,
) -> Change:
    if level == "NON_BREAKING" or (level == "DANGEROUS" and kind in OPTIONAL_ADDITIONS):
        return Change(level=Level.SAFE, message=message)
    users = [_user(m, o.name) for m, o in users_of(schema, manifests, *_touched(kind, path))]
    if level == "DANGEROUS":
        return Change(level=Level.DANGEROUS if users else Level.SAFE, message=message, users=users)
    until = promised.get(path)
    if not users and until is not None and on <= until:
        return Change(level=Level.BREAKING, message=message, remark=f"promised until {until}")
    if users:
        return Change(level=Level.BREAKING, message=message, users=users)
    return Change(level=Level.SAFE, message=message, remark="no living client uses it")


def _touched(kind: str, path: str) -> list[str]:
    """The coordinates whose users notice a change of this kind at *path*."""
    parts = path.split(".")
    if kind == "FIELD_ARGUMENT_REMOVED":
        return [path]
    if kind.startswith("FIELD_"):
        # An argument that is new or asks for more concerns whoever uses the field at all.
        return [".".join(parts[:2])]
    # Values of an enum, members of a union, fields of an input: whoever meets the type.
    return [parts[0]]


def _user(manifest: Manifest, operation: str) -> str:
    return f"{manifest.title} operation `{operation}`"
