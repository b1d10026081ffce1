"""An answer says what json would have made of it, and refuses what json refuses."""

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.common.answers import encoded

# Halves of characters among them, and numbers of any size.
texts = st.text(st.characters(codec=None, categories=None))
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
keys = texts | st.integers() | st.booleans() | st.none()
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner) | st.dictionaries(keys, inner) | st.tuples(inner, inner),
    max_leaves=20,
)


def before(value: Any) -> bytes:
    """What json writes."""
    return json.dumps(value, separators=(",", ":")).encode()


def exactly(text: bytes) -> list[Any]:
    """What a text says, every pair of an object and the type of every number with it."""
    return [
        json.loads(text, object_pairs_hook=lambda pairs: ("object", pairs)),
        repr(json.loads(text)),
    ]


@given(values)
def test_it_says_the_same(value: Any) -> None:
    """Order, keys that are no strings, big numbers, decimals of floats, halves of characters."""
    assert exactly(encoded(value)) == exactly(before(value))


class Colour(StrEnum):
    """Texts with names."""

    RED = "red"


class Count(IntEnum):
    """Numbers with names."""

    ONE = 1


class Pair(NamedTuple):
    """A tuple with names."""

    left: int
    right: int


class Text(str):
    """A text of a kind of its own."""

    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        [Colour.RED, Count.ONE, Pair(1, 2), Text("x")],
        {Colour.RED: 1, Text("x"): 2},
        {"a": 2**63, "b": -(2**63), "c": 2**64, "d": -(2**63) - 1},
        json.loads("[" * 400 + "]" * 400),
        {1: 1, "1": 2},
        [1e16, 1e-7, 5e-324, 1.7976931348623157e308, -0.0],
        "\ud800 \udfff 😀 \u2028 \0 \x7f",
    ],
)
def test_what_is_not_quite_ordinary_says_the_same(value: Any) -> None:
    """Whatever orjson refuses, json writes."""
    assert exactly(encoded(value)) == exactly(before(value))


@dataclass
class Thing:
    """No JSON."""

    x: int = 1


@pytest.mark.parametrize(
    "value",
    [datetime(2026, 1, 1, tzinfo=UTC), Decimal("1.0"), Thing(), {1}, b"x", object(), {("a",): 1}],
)
def test_what_is_no_json_is_refused(value: Any) -> None:
    """A value that was forgotten to be written shows as a failure, not as somebody's guess."""
    for write in (before, encoded):
        with pytest.raises(TypeError):
            write({"data": [value]})


def test_a_list_inside_itself_is_refused() -> None:
    """It has no end."""
    endless: list[Any] = []
    endless.append(endless)
    for write in (before, encoded):
        with pytest.raises((ValueError, RecursionError)):
            write(endless)


def test_what_is_no_number_is_null() -> None:
    """As JavaScript writes it; json's NaN made the whole answer unreadable."""
    assert encoded([math.nan, math.inf, -math.inf, 1.5]) == b"[null,null,null,1.5]"


def test_text_is_written_as_it_is() -> None:
    """UTF-8, as RFC 8259 asks for; no escapes but those that must be."""
    assert encoded({"ö": '"\n😀'}) == '{"ö":"\\"\\n😀"}'.encode()
