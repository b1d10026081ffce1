"""The statements one operation sends to its database: counted in the request log, told at DEBUG."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Held by reference: loaders and driver threads run in copies of the request's context.
_sent: ContextVar[list[str] | None] = ContextVar("statements", default=None)


@contextmanager
def counted() -> Iterator[list[str]]:
    """What is sent meanwhile by whatever this operation starts; never a value."""
    sent: list[str] = []
    token = _sent.set(sent)
    try:
        yield sent
    finally:
        _sent.reset(token)


def note(statement: str) -> None:
    """A store is about to send *statement*, which holds placeholders and no values."""
    sent = _sent.get()
    if sent is not None:
        sent.append(statement)
