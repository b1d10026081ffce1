"""What the provider remembers: one row a key, for ever, so that a repeated call has one effect."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

SCHEMA = """
create table if not exists authorizations (
    key text primary key,
    amount text not null,
    currency text not null,
    token text not null default '',
    status text not null check (status in ('AUTHORIZED', 'DECLINED', 'VOIDED', 'CAPTURED')),
    failure_code text,
    retryable integer not null default 0,
    captured text not null default '0.00'
);
create table if not exists refunds (
    key text primary key,
    authorization text not null,
    amount text not null
);
-- Every movement of money, in the order it happened: what an auditor adds up.
create table if not exists effects (
    id integer primary key,
    key text not null,
    effect text not null,
    amount text not null
);
"""
PAGE = 200


class Ledger:
    """SQLite; each call is one transaction that survives the process when it returns."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("pragma journal_mode = wal")
        # On disk for a process that is killed, not for a machine that loses power.
        self._connection.execute("pragma synchronous = normal")
        self._connection.executescript(SCHEMA)

    def find(self, key: str) -> dict[str, Any] | None:
        """What became of *key*, with its refunds; None when it never came."""
        row = self._connection.execute(
            "select * from authorizations where key = ?", [key]
        ).fetchone()
        if row is None:
            return None
        refunds = self._connection.execute(
            "select key, amount from refunds where authorization = ?", [key]
        ).fetchall()
        return {**dict(row), "refunds": {each["key"]: each["amount"] for each in refunds}}

    def page(self, after: str) -> Sequence[dict[str, Any]]:
        """Up to 200 authorizations behind *after*, by key."""
        keys = self._connection.execute(
            "select key from authorizations where key > ? order by key limit ?", [after, PAGE]
        ).fetchall()
        return [found for row in keys if (found := self.find(row["key"]))]

    def effects(self) -> Sequence[dict[str, Any]]:
        """Every movement of money so far."""
        rows = self._connection.execute("select * from effects order by id").fetchall()
        return [dict(row) for row in rows]

    def authorize(self, key: str, values: dict[str, Any]) -> dict[str, Any]:
        """Write the first answer to *key*; the answer that counts is returned."""
        with self._transaction():
            if self.find(key) is None:
                self._insert(key, values)
                if values["status"] == "AUTHORIZED":
                    self._note(key, "authorize", values["amount"])
        return self._known(key)

    def capture(self, key: str, amount: str, *, refuse: bool) -> dict[str, Any] | None:
        """Charge what is held, once; None when *key* never came."""
        with self._transaction():
            found = self.find(key)
            if found and found["status"] == "AUTHORIZED" and not refuse:
                self._connection.execute(
                    "update authorizations set status = 'CAPTURED', captured = ? where key = ?",
                    [amount, key],
                )
                self._note(key, "capture", amount)
        return self.find(key)

    def void(self, key: str) -> dict[str, Any]:
        """Let go of what is held; a key that never came is remembered as void."""
        with self._transaction():
            found = self.find(key)
            if found is None:
                self._insert(key, {"amount": "0.00", "currency": "", "status": "VOIDED"})
            elif found["status"] == "AUTHORIZED":
                self._connection.execute(
                    "update authorizations set status = 'VOIDED' where key = ?", [key]
                )
                self._note(key, "void", found["amount"])
        return self._known(key)

    def refund(self, key: str, refund_key: str, amount: str) -> bool:
        """Give money back, once per refund key; False when there is not so much to give."""
        with self._transaction():
            found = self.find(key)
            if found is None:
                return False
            if refund_key in found["refunds"]:
                return True
            given = sum(Decimal(each) for each in found["refunds"].values())
            if given + Decimal(amount) > Decimal(found["captured"]):
                return False
            self._connection.execute(
                "insert into refunds values (?, ?, ?)", [refund_key, key, amount]
            )
            self._note(key, "refund", amount)
        return True

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def _insert(self, key: str, values: dict[str, Any]) -> None:
        columns = {"key": key, **values}
        names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
        self._connection.execute(
            f"insert into authorizations ({names}) values ({marks})",  # noqa: S608 - our names
            list(columns.values()),
        )

    def _note(self, key: str, effect: str, amount: str) -> None:
        self._connection.execute(
            "insert into effects (key, effect, amount) values (?, ?, ?)", [key, effect, amount]
        )

    def _known(self, key: str) -> dict[str, Any]:
        found = self.find(key)
        if found is None:
            raise LookupError(f"{key} was written and is not there")
        return found
