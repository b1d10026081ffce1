"""Argument values of any type, as they are written in a document."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLInputType,
    ValueNode,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    parse_value,
)

from tests.compiled.chance import Chance

# Texts that would do harm wherever a text became source.
HARD = (
    "", "x", "None", "__class__", "'", '"', "\\", '"""', "'''", "\\n", "\n", "\r\n", "{0}", "%s",
    "$", "');import os;('", "#", "\t", "\x7f", "é", "漢字", "😀", "\u2028", "\u200b", "a" * 300,
)  # fmt: skip
SCALARS: Mapping[str, Sequence[str]] = {
    "Int": ("0", "1", "-7", "2147483647", "-2147483648"),
    "Float": ("0.5", "-1e3", "3", "1.0e-9"),
    "Boolean": ("true", "false"),
    "ID": ('"a"', "5", '"ord_01h455vb4pex5vsknk084sn02q"', '""'),
    # Of the torture schemas.
    "Odd": ('"x"', "1", "[1]", "{a: 1}", "FREE"),
    # Of the shop.
    "DateTime": ('"2026-01-31T12:00:00Z"', '"2026-01-31T12:00:00+02:00"'),
    "Decimal": ('"19.90"', '"0"'),
    "CurrencyCode": ('"EUR"', '"USD"'),
    "EmailAddress": ('"ada@example.com"',),
    "IdempotencyKey": ('"0123456789abcdef"', '"an-intention-of-somebody"'),
    "JSON": ("{a: [1, null]}", '"x"', "1"),
}


class Literals:
    """Values by type; custom scalars by the spellings given for them."""

    def __init__(self, further: Mapping[str, Sequence[str]] | None = None) -> None:
        self.scalars = {**SCALARS, **(further or {})}

    def node(self, type_: GraphQLInputType, luck: Chance) -> ValueNode:
        """A right value of the type."""
        return parse_value(self.text(type_, luck, 0), no_location=True)

    def text(self, type_: GraphQLInputType, luck: Chance, depth: int) -> str:
        """A right value of the type, as it is written."""
        if is_non_null_type(type_):
            return self._present(type_.of_type, luck, depth)
        return "null" if luck.hits(15) else self._present(type_, luck, depth)

    def _present(self, type_: Any, luck: Chance, depth: int) -> str:
        if is_list_type(type_):
            if luck.hits(20):
                # One item stands for a list of it.
                inner = type_.of_type
                return self._present(
                    getattr(inner, "of_type", inner) if is_non_null_type(inner) else inner,
                    luck,
                    depth,
                )
            size = luck.number(0, 3 if depth < 2 else 1)
            return f"[{', '.join(self.text(type_.of_type, luck, depth + 1) for _ in range(size))}]"
        if is_enum_type(type_):
            names: list[str] = list(type_.values)
            return luck.one_of(names)
        if is_input_object_type(type_):
            return self._object(type_, luck, depth)
        if type_.name == "String":
            return _string(luck)
        return luck.one_of(self.scalars[type_.name])

    def _object(self, type_: Any, luck: Chance, depth: int) -> str:
        fields = type_.fields
        if type_.is_one_of:
            name = luck.one_of(list(fields))
            return f"{{{name}: {self._present(fields[name].type, luck, depth + 1)}}}"
        chosen = [
            name
            for name, each in fields.items()
            if is_required_input_field(each) or (depth < 3 and luck.hits(50))
        ]
        written = (f"{name}: {self.text(fields[name].type, luck, depth + 1)}" for name in chosen)
        return f"{{{', '.join(written)}}}"


def _string(luck: Chance) -> str:
    text = luck.one_of(HARD)
    if luck.hits(15) and '"' not in text and "\\" not in text and text.isprintable():
        return f'"""{text}"""'
    # Characters as they are, or escaped, as a client may send them.
    return json.dumps(text, ensure_ascii=luck.hits(30)).replace("\x7f", "\\u007f")
