"""What the provider remembers: one row a key, for ever, so that a repeated call has one effect."""

import sqlite3
from pathlib import Path
from typing import Any

SCHEMA = """
create table if not exists authorizations (
    key text primary key,
    amount text not null,
    currency text not null,
    status text not null check (status in ('AUTHORIZED', 'DECLINED', 'VOIDED')),
    failure_code text,
    retryable integer not null default 0
)
"""


class Ledger:
    """SQLite, each call one transaction that is on disk when it returns."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = full")
        self._connection.execute(SCHEMA)

    def authorization(self, key: str) -> dict[str, Any] | None:
        """What became of *key*; None when it never came."""
        row = self._connection.execute(
            "select * from authorizations where key = ?", [key]
        ).fetchone()
        return row and dict(row)

    def record(self, key: str, values: dict[str, Any]) -> dict[str, Any]:
        """Write the first answer to *key*; the answer that counts is returned."""
        columns = {"key": key, **values}
        names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
        self._connection.execute(
            f"insert or ignore into authorizations ({names}) values ({marks})",  # noqa: S608 - our names
            list(columns.values()),
        )
        found = self.authorization(key)
        if found is None:
            raise LookupError(f"{key} was written and is not there")
        return found

    def void(self, key: str) -> dict[str, Any]:
        """Let go of what is held; a key that never came is remembered as void."""
        self._connection.execute(
            "update authorizations set status = 'VOIDED' where key = ? and status = 'AUTHORIZED'",
            [key],
        )
        return self.record(key, {"amount": "0", "currency": "", "status": "VOIDED"})
