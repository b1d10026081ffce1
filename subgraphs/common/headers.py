"""The headers of a request, looked up by name."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

# As ASGI delivers them: names in lower case, in the order they were sent.
RawHeaders: TypeAlias = Sequence[tuple[bytes, bytes]]


class Headers(Protocol):
    """The headers of a request, each perhaps several times."""

    def get(self, key: str, /) -> str | None:
        """The first value of a header."""

    def getlist(self, key: str, /) -> Sequence[str]:
        """Every value of a header."""


class IndexedHeaders:
    """What Starlette's headers answer, for requests that are asked for several: one pass."""

    __slots__ = ("_first", "_raw")

    def __init__(self, raw: RawHeaders) -> None:
        self._raw = raw
        # From behind, so that the first of several stays.
        self._first = dict(reversed(raw))

    def get(self, key: str, /) -> str | None:
        """The first value of a header."""
        value = self._first.get(key.lower().encode("latin-1"))
        return None if value is None else value.decode("latin-1")

    def getlist(self, key: str, /) -> list[str]:
        """Every value of a header."""
        name = key.lower().encode("latin-1")
        if name not in self._first:
            return []
        return [value.decode("latin-1") for given, value in self._raw if given == name]
