"""Keyset pages: at most 100 items, and opaque, versioned cursors."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from subgraphs.common.errors import BadUserInput

T = TypeVar("T")

MAX_PAGE = 100
# Raised when the meaning of a cursor changes, so that an old one is refused and not misread.
CURSOR_VERSION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[T]):
    """One page in order, and whether the list goes on before and after it."""

    items: Sequence[T]
    has_next: bool
    has_previous: bool


def page_of(found: Sequence[T], first: int, after: object | None) -> Page[T]:
    """The page from up to *first* + 1 items *found*; the extra one proves that there is more."""
    return Page(items=found[:first], has_next=len(found) > first, has_previous=after is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """Which way a page is walked, from where on, and how far."""

    size: int
    cursor: str | None
    backwards: bool


def walk(first: int | None, after: str | None, last: int | None, before: str | None) -> Walk:
    """The walk that Relay's four arguments mean; BAD_USER_INPUT when it is not clear which."""
    if (first is None) == (last is None):
        raise BadUserInput("Name exactly one of `first` and `last`.")
    if (after is not None and first is None) or (before is not None and last is None):
        raise BadUserInput("`after` goes with `first`, `before` with `last`.")
    size = page_size(first) if first is not None else page_size(last or 0, "last")
    return Walk(size=size, cursor=after if last is None else before, backwards=last is not None)


def page_of_walk(
    found: Sequence[T], size: int, position: object | None, *, backwards: bool
) -> Page[T]:
    """The page in the list's own order, from up to *size* + 1 items as walked from *position*."""
    page = page_of(found, size, position)
    if not backwards:
        return page
    items = list(reversed(page.items))
    return Page(items=items, has_next=page.has_previous, has_previous=page.has_next)


def page_size(size: int, argument: str = "first") -> int:
    """*size* when it is 1 to 100; BAD_USER_INPUT otherwise."""
    if not 1 <= size <= MAX_PAGE:
        raise BadUserInput(f"`{argument}` must be 1 to {MAX_PAGE}; it is {size}.")
    return size


def encode_cursor(kind: str, *position: str) -> str:
    """A cursor behind *position*; *kind* names the list and its order."""
    text = json.dumps([CURSOR_VERSION, kind, *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kind: str, length: int) -> list[str]:
    """The *length* strings of a position; BAD_USER_INPUT for a cursor made elsewhere or by hand."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        version, made_for, *position = json.loads(
            base64.b64decode(padded, altchars=b"-_", validate=True)
        )
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise BadUserInput(_UNUSABLE) from None
    if (version, made_for) != (CURSOR_VERSION, kind) or len(position) != length:
        raise BadUserInput(_UNUSABLE)
    if not all(isinstance(part, str) and _is_text(part) for part in position):
        raise BadUserInput(_UNUSABLE)
    return [str(part) for part in position]


def _is_text(part: str) -> bool:
    """JSON can spell half characters and NUL, which no database stores."""
    return "\0" not in part and not any("\ud800" <= each <= "\udfff" for each in part)


_UNUSABLE = (
    "This is not a cursor of this list in this order; `after` takes the `endCursor` and `before` "
    "the `startCursor` of a page fetched with the same sort."
)
