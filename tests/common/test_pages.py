"""Pages are at most 100 items, and cursors are of one list alone."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgraphs.common.errors import BadUserInput
from subgraphs.common.pages import decode_cursor, encode_cursor, page_of, page_size

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_cursor_gives_back_its_position(position: list[str]) -> None:
    """Whatever the sort value was, the next page starts behind it."""
    cursor = encode_cursor("products:NAME", *position)
    assert decode_cursor(cursor, "products:NAME", len(position)) == position


@given(st.text())
def test_a_made_up_cursor_is_bad_input(cursor: str) -> None:
    """Rubbish is refused with a code; it never reaches a database."""
    with pytest.raises(BadUserInput):
        decode_cursor(cursor, "orders", 1)


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        encode_cursor("products:PRICE:ASC", "1.00", "prd_1"),
        encode_cursor("orders", "a", "b"),
        _encoded([1, "orders", {"$gt": ""}]),
        _encoded([99, "orders", "a"]),
        _encoded({"version": 1}),
        _encoded([]),
    ],
)
def test_a_cursor_of_something_else_is_bad_input(cursor: str) -> None:
    """A cursor of another list, order, version or shape is refused, not misread."""
    # Whichever of the two it was given as.
    with pytest.raises(BadUserInput, match="`before` the `startCursor`"):
        decode_cursor(cursor, "orders", 1)


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_page_has_1_to_100_items(first: int) -> None:
    """Anything else is bad input."""
    with pytest.raises(BadUserInput):
        page_size(first)


def test_the_extra_item_proves_that_there_is_more() -> None:
    """It is not on the page."""
    page = page_of(["a", "b", "c"], 2, None)
    assert (page.items, page.has_next, page.has_previous) == (["a", "b"], True, False)
    assert not page_of(["a", "b"], 2, "cursor").has_next
