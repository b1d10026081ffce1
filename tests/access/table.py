"""The committed table: a row for each way to a protected field, a column for each role."""

import csv
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from tests.access.measuring import Cells
from tests.access.paths import Way
from tests.access.roles import ROLES

FILE = Path(__file__).with_name("matrix.csv")
HEAD = ["coordinate", "path", *ROLES]


def read(file: Path = FILE) -> Cells:
    """Every row by coordinate and path."""
    with file.open(newline="") as lines:
        rows = csv.DictReader(lines)
        if rows.fieldnames != HEAD:
            raise ValueError(f"{file.name} begins with {rows.fieldnames}, not with {HEAD}")
        return {(r["coordinate"], r["path"]): {role: r[role] for role in ROLES} for r in rows}


def write(cells: Cells, file: Path = FILE) -> None:
    """The table anew, sorted."""
    with file.open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(_row(row, cells[row]) for row in sorted(cells))


def missing(ways: Iterable[Way], table: Collection[tuple[str, str]]) -> list[str]:
    """What is protected or open and has no row, and rows of what is gone."""
    there = {way.row for way in ways}
    nowhere = [f"{c} by {p} has no row" for c, p in sorted(there.difference(table))]
    gone = [f"the row {c},{p} names something that is gone" for c, p in sorted(set(table) - there)]
    return nowhere + gone


def differences(found: Cells, table: Cells) -> list[str]:
    """Each cell that is not as the table says; a row that is not there as it would be added."""
    complaints = []
    for row, cells in sorted(found.items()):
        if row not in table:
            complaints.append(f"no row; if this is meant, add: {','.join(_row(row, cells))}")
            continue
        complaints += [
            f"{row[0]} by {row[1]}, {role}: {cells[role]}, and the table says {table[row][role]}"
            for role in ROLES
            if cells[role] != table[row][role]
        ]
    return complaints


def _row(row: tuple[str, str], cells: Mapping[str, str]) -> list[str]:
    return [*row, *(cells[role] for role in ROLES)]
