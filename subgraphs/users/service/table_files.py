"""A table in a CSV file, read strictly: what is spelled wrong is told and never guessed."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOBase


class UnreadableFile(Exception):
    """The file is no table with the columns asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row by its columns, and its first line in the file, counted from 1."""

    line: int
    values: dict[str, str]
    # More values than there are columns.
    is_too_long: bool


def rows(
    file: TextIOBase, *, required: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[Row]:
    """The rows below the line that names the columns; UnreadableFile where it is no table."""
    records = _records(file)
    _, columns = next(records, (1, []))
    _check(columns, required, optional)
    for line, values in records:
        by_name = dict(zip(columns, values, strict=False))
        yield Row(line=line, values=by_name, is_too_long=len(values) > len(columns))


def _records(file: TextIOBase) -> Iterator[tuple[int, list[str]]]:
    # Strict: a quote that is never closed would otherwise swallow everybody below it.
    reader = csv.reader(file, strict=True)
    while True:
        # Of a record over several lines the first: there it begins, and a quote that is left open.
        line = reader.line_num + 1
        try:
            values = next(reader, None)
        except csv.Error as error:
            raise UnreadableFile(f"Line {line} is no CSV: {error}.") from None
        if values is None:
            return
        if len(values) > 1 or "".join(values).strip():
            yield line, values


def _check(found: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> None:
    missing = [name for name in required if name not in found]
    unknown = [name for name in found if name not in (*required, *optional)]
    twice = sorted({name for name in found if found.count(name) > 1})
    if missing or unknown or twice:
        raise UnreadableFile(
            f"The first line names the columns: {', '.join(required)}, "
            f"and {', '.join(optional)} if there are any. Missing: {', '.join(missing) or 'none'}. "
            f"Not known: {', '.join(unknown) or 'none'}. "
            f"Named twice: {', '.join(twice) or 'none'}."
        )
