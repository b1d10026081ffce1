"""What a change of the graph does to the clients that are out there."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, GraphQLUnionType

from devstack.commands import run
from devstack.contract.change import Change, Level
from devstack.contract.graph import client_schema, problems
from devstack.contract.manifests import Manifest
from devstack.contract.usage import Usage
from devstack.npm import COMPOSITION, NODE

# Dangerous to whoever writes the resolver; a released client does not send them.
OPTIONAL_ADDITIONS = ("FIELD_ARGUMENT_ADDED", "INPUT_FIELD_ADDED")
# Those who do not send the argument do not notice.
OF_THE_ARGUMENT = ("FIELD_ARGUMENT_REMOVED", "FIELD_ARGUMENT_TYPE_CHANGED")


def judged(old: str, new: str, manifests: list[Manifest]) -> list[Change]:
    """Every difference between two client schemas, and what it does to *manifests*."""
    schema = client_schema(old)
    usage = Usage(schema, manifests)
    return [_judge(schema, usage, **difference) for difference in _differences(old, new)]


def broken(new: str, manifests: list[Manifest]) -> list[Change]:
    """Every operation that does not fit the proposed graph."""
    schema = client_schema(new)
    return [
        Change(level=Level.BREAKING, message=message, users=[_user(manifest, operation.name)])
        for manifest in manifests
        for operation in manifest.operations
        for message in problems(schema, operation)
    ]


def _differences(old: str, new: str) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        before, after = Path(folder, "before.graphql"), Path(folder, "after.graphql")
        before.write_text(old)
        after.write_text(new)
        told = run([NODE, COMPOSITION / "changes.mjs", before, after], what="compare the graphs")
    # Words change nothing for a program.
    return [each for each in json.loads(told) if "_DESCRIPTION_" not in each["kind"]]


def _judge(
    schema: GraphQLSchema,
    usage: Usage,
    *,
    kind: str,
    path: str,
    message: str,
    level: str,
) -> Change:
    if level == "NON_BREAKING" or (level == "DANGEROUS" and kind in OPTIONAL_ADDITIONS):
        return Change(level=Level.SAFE, message=message)
    touched = _touched(schema, kind, path)
    users = [_user(m, o.name) for m, o in usage.users_of(*touched)]
    if not users:
        return Change(level=Level.SAFE, message=message, remark="no living client uses it")
    worse = Level.DANGEROUS if level == "DANGEROUS" else Level.BREAKING
    return Change(level=worse, message=message, users=users)


def _touched(schema: GraphQLSchema, kind: str, path: str) -> list[str]:
    """The coordinates whose users notice a change of this kind at *path*."""
    parts = path.split(".")
    if kind in OF_THE_ARGUMENT:
        return [path]
    if kind.startswith("FIELD_"):
        # An argument that is new and required concerns whoever uses the field at all.
        return [".".join(parts[:2])]
    if kind == "OBJECT_TYPE_INTERFACE_REMOVED":
        return _ways_to(schema, parts[0])
    # Values of an enum, members of a union, fields of an input: whoever meets the type.
    return [parts[0]]


def _ways_to(schema: GraphQLSchema, name: str) -> list[str]:
    """A type, and whatever stands for it: its interfaces, and the unions it is in."""
    found = schema.type_map.get(name)
    if not isinstance(found, GraphQLObjectType | GraphQLInterfaceType):
        return [name]
    unions = [each for each in schema.type_map.values() if isinstance(each, GraphQLUnionType)]
    return [
        name,
        *(each.name for each in found.interfaces),
        *(each.name for each in unions if found in each.types),
    ]


def _user(manifest: Manifest, operation: str) -> str:
    return f"{manifest.title} operation `{operation}`"
