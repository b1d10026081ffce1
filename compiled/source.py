"""Writes the function that builds the answer of one selection set.

Nothing a client wrote becomes source but response keys, which are names by GraphQL's grammar and
stand as string literals; all else is objects in the function's namespace.
"""

import re
from collections.abc import Sequence
from types import CoroutineType
from typing import Any

from graphql import TypeNameMetaFieldDef as TYPENAME
from graphql import get_nullable_type, is_leaf_type, is_non_null_type

from compiled.field import Field
from compiled.leaves import identical
from compiled.objects import Build
from compiled.recognise import attribute
from compiled.run import abandon
from compiled.waiting import also, settle_object

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*", re.ASCII)


def build_function(fields: Sequence[Field]) -> tuple[str, Build]:
    """The source of the function of these fields, and the function."""
    namespace: dict[str, Any] = {
        "coroutine": CoroutineType,
        "also": also,
        "abandon": abandon,
        "settle": settle_object,
    }
    lines = ["def build(source, place, run):"]
    if fields:
        lines += ["    begun = None", "    try:"]
        for number, field in enumerate(fields):
            namespace |= {f"resolve{number}": field.read, f"finish{number}": field.finish,
                          f"fail{number}": field.fail}  # fmt: skip
            lines += [f"        {line}" for line in _field(number, field, namespace)]
        lines += [
            "    except Exception:",
            "        if begun is not None:",
            "            abandon(begun)",
            "        raise",
        ]
    pairs = ", ".join(f"{_literal(field.key)}: v{number}" for number, field in enumerate(fields))
    lines.append(f"    answer = {{{pairs}}}")
    lines.append(
        "    return answer if begun is None else settle(answer)" if fields else "    return answer"
    )
    source = "\n".join(lines) + "\n"
    exec(compile(source, "<compiled selection set>", "exec"), namespace)  # noqa: S102 - see above
    build: Build = namespace["build"]
    return source, build


def _field(number: int, field: Field, namespace: dict[str, Any]) -> list[str]:
    """The lines that leave the field's completed value, or a coroutine of it, in `v<number>`."""
    v = f"v{number}"
    if field.definition is TYPENAME:
        namespace[f"name{number}"] = field.parent_name
        return [f"{v} = name{number}"]
    read = attribute(field.definition)
    value = f"resolve{number}(source, place, run)" if read is None else f"source.{read}"
    lines = [f"{v} = {value}"]
    finish = [
        f"{v} = finish{number}({v}, place, run)",
        f"if type({v}) is coroutine: begun = also(begun, {v})",
    ]
    unless = _is_answer(field, v)
    lines += finish if unless is None else [f"if not ({unless}):", *(f"    {e}" for e in finish)]
    return [
        "try:",
        *(f"    {line}" for line in lines),
        "except Exception as error:",
        f"    {v} = fail{number}(error, place, run)",
    ]


def _is_answer(field: Field, v: str) -> str | None:
    """The condition under which the resolved value is the completed one, if there is any."""
    type_ = field.definition.type
    bare = get_nullable_type(type_)
    condition = identical(bare) if is_leaf_type(bare) else None
    if condition is not None:
        condition = re.sub(r"\bv\b", v, condition)
        if not is_non_null_type(type_):
            condition = f"{v} is None or {condition}"
    return condition


def _literal(key: str) -> str:
    if not _NAME.fullmatch(key):
        raise ValueError(f"{key!r} is no GraphQL name")
    return repr(key)
