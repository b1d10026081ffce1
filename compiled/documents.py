"""Parsed and validated documents, kept by their text as long as there is room."""

from collections.abc import Callable
from dataclasses import dataclass

from cachetools import LRUCache
from graphql import DocumentNode, GraphQLError

from compiled.engine import Document

# Bytes of memory, measured where it is dear: what every document takes, a character of it as syntax
# tree, an operation that was asked for, and a compiled field with its functions and source.
BYTES_A_DOCUMENT = 3_000
# With an error for every second character; written with room it takes a quarter of that.
BYTES_A_CHARACTER = 400
BYTES_AN_OPERATION = 5_000
BYTES_A_FIELD = 5_000


@dataclass(frozen=True, slots=True)
class Reader:
    """How text becomes a document: *parse* raises GraphQLError, *validate* tells what is wrong."""

    parse: Callable[[str], DocumentNode]
    validate: Callable[[DocumentNode], list[GraphQLError]]

    def read(self, text: str) -> Document:
        """The document, and what is wrong with it."""
        node = self.parse(text)
        return Document(node, self.validate(node))


class Documents:
    """Forgets what was used longest ago; what is too large for the cache is read each time."""

    def __init__(self, reader: Reader, max_bytes: int) -> None:
        self._reader = reader
        # By text, or by the identity of a parsed document, which lives as long as its entry.
        self._kept: LRUCache[str | int, Document] = LRUCache(max_bytes, getsizeof=_weight)

    def of(self, given: str | DocumentNode) -> Document:
        """The document of a text, or of what is parsed already and taken as valid.

        GraphQLError when a text does not parse.
        """
        key = given if isinstance(given, str) else id(given)
        document = self._kept.get(key)
        if document is None:
            document = self._reader.read(given) if isinstance(given, str) else Document(given)
            self._keep(key, document)
            document.grew = lambda: self._keep(key, document)
        return document

    @property
    def bytes(self) -> int:
        """About how much memory is used."""
        return int(self._kept.currsize)

    def __len__(self) -> int:
        return len(self._kept)

    def _keep(self, key: str | int, document: Document) -> None:
        """Keep it, or weigh again what has grown and make room for that."""
        if _weight(document) <= self._kept.maxsize:
            self._kept[key] = document
        else:
            self._kept.pop(key, None)


def _weight(document: Document) -> int:
    source = document.node.loc.source.body if document.node.loc else ""
    text = BYTES_A_DOCUMENT + len(source) * BYTES_A_CHARACTER
    operations = len(document.operations) * BYTES_AN_OPERATION
    return text + operations + document.fields * BYTES_A_FIELD
