"""Values of any type of a subgraph's domain, drawn by their type hints."""

import types
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

from tests.compiled.chance import Chance

# Few, so that keys meet; valid, so that what reads them goes on.
SUFFIXES = (
    "01h455vb4pex5vsknk084sn02q",
    "01h455vb4pex5vsknk084sn02r",
    "01h455vb4pex5vsknk084sn02s",
)
PREFIXES = {
    "SessionId": "ses", "UserId": "usr", "BuyerId": "usr", "AddressId": "adr", "CartId": "crt",
    "OrderId": "ord", "ProductId": "prd", "CategoryId": "cat",
}  # fmt: skip
SPELLED = {
    "CurrencyCode": ("EUR", "USD"),
    "EmailAddress": ("ada@example.com", "bob@example.com"),
    "IdempotencyKey": ("0123456789abcdef",),
    "Sku": ("SKU-1", "SKU-2"),
}
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
SIMPLE: dict[Any, Sequence[Any]] = {
    str: ("EUR", "text", "", "DE"),
    int: (0, 1, 7, 250),
    bool: (True, False),
    float: (0.5, 2.0),
    bytes: (b"bytes",),
    Decimal: (Decimal("19.90"), Decimal("0.00"), Decimal("3")),
    datetime: (NOON, NOON + timedelta(days=3, microseconds=5)),
    date: (NOON.date(),),
    timedelta: (timedelta(seconds=30),),
    object: ("anything",),
    Any: ("anything",),
    type(None): (None,),
}


def ids(kind: str) -> list[str]:
    """The few ids of a kind that there are."""
    return [f"{PREFIXES[kind]}_{each}" for each in SUFFIXES]


def drawn(hint: Any, luck: Chance, depth: int = 0) -> Any:
    """A value of the type; deep down lists are empty and what may be nothing is nothing."""
    if isinstance(hint, NewType):
        return _named(hint, luck, depth)
    if hint in SIMPLE:
        return luck.one_of(SIMPLE[hint])
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of(inner, luck, depth)
    if origin is Literal:
        return luck.one_of(inner)
    if origin is not None:
        return _many(origin, inner, luck, depth)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return luck.one_of(list(hint))
    if is_dataclass(hint):
        return _object(hint, luck, depth)
    raise TypeError(f"how is a {hint!r} made?")


def _named(hint: Any, luck: Chance, depth: int) -> Any:
    if hint.__name__ in PREFIXES:
        return luck.one_of(ids(hint.__name__))
    if hint.__name__ in SPELLED:
        return luck.one_of(SPELLED[hint.__name__])
    return drawn(hint.__supertype__, luck, depth)


def _one_of(choices: Sequence[Any], luck: Chance, depth: int) -> Any:
    present = [each for each in choices if each is not type(None)]
    if len(present) < len(choices) and (depth > 4 or luck.hits(20)):
        return None
    return drawn(luck.one_of(present), luck, depth)


def _many(origin: Any, inner: Sequence[Any], luck: Chance, depth: int) -> Any:
    size = 0 if depth > 3 else luck.number(0, 3)
    if origin is tuple and inner[-1:] != (Ellipsis,):
        return tuple(drawn(each, luck, depth + 1) for each in inner)
    if issubclass(origin, Mapping):
        return {
            drawn(inner[0], luck, depth + 1): drawn(inner[1], luck, depth + 1) for _ in range(size)
        }
    items = [drawn(inner[0], luck, depth + 1) for _ in range(size)]
    if issubclass(origin, AbstractSet):
        return frozenset(items)
    return tuple(items) if origin is tuple or luck.hits(30) else items


@lru_cache(maxsize=512)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _object(kind: Any, luck: Chance, depth: int) -> Any:
    # Past its rules: an object the rules refuse is drawn as well.
    made = object.__new__(kind)
    hints = _hints(kind)
    for each in fields(kind):
        object.__setattr__(made, each.name, drawn(hints[each.name], luck.at(each.name), depth + 1))
    return made
