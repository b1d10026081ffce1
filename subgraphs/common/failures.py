"""How a failure is told to operators: what kind it is and where it happened, and nobody's data."""

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import TypeAlias

Caught: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None]


def told(exc_info: Caught) -> str:
    """A traceback with its causes, as Python prints it; of a database's error without its text.

    PostgreSQL quotes the values of a row that breaks a constraint, and its driver those of a
    statement it cannot send: addresses, or hashes.
    """
    return "".join(_chain(exc_info[1], set())).rstrip("\n")


def _chain(error: BaseException, seen: set[int], *, mute: bool = False) -> Iterator[str]:
    seen.add(id(error))
    # What a database's error comes from is the driver's, whatever its type.
    mute = mute or _is_of_a_database(error)
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _chain(before, seen, mute=mute)
        link = "was the cause of" if error.__cause__ else "was being handled during"
        yield f"\nThe exception above {link} this one:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield from _muted(error) if mute else traceback.format_exception_only(error)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _chain(each, seen, mute=mute)


def _muted(error: BaseException) -> list[str]:
    facts = {name: _fact(error, name) for name in ("sqlstate", "constraint_name")}
    known = "".join(f" {name}={value}" for name, value in facts.items() if value)
    return [f"{type(error).__module__}.{type(error).__qualname__}{known}\n"]


def _is_of_a_database(error: BaseException) -> bool:
    """SQLAlchemy's have the driver's error as `orig`; the driver's own have an SQLSTATE."""
    # Not by their types: an image without a relational database does not have them.
    return hasattr(error, "orig") or hasattr(error, "sqlstate")


def _fact(error: BaseException | None, name: str) -> str | None:
    """What the innermost of the errors that wrap each other knows."""
    while error is not None:
        if value := getattr(error, name, None):
            return str(value)
        error = getattr(error, "orig", None) or error.__cause__
    return None
