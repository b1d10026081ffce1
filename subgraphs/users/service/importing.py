"""People from another shop: every row is looked at before the first one is taken."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOBase

from subgraphs.users.domain.people import (
    DISPLAY_NAME_RULE,
    Account,
    Role,
    folded,
    is_display_name,
    new_account,
)
from subgraphs.users.service.passwords import Passwords
from subgraphs.users.store import UserStore

COLUMNS = ("email", "display_name", "password_hash", "roles")
REQUIRED = COLUMNS[:3]
# The same shape as the EmailAddress scalar: it only refuses what cannot be an address.
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,189}")
# Checking one must not take seconds, nor a gigabyte: bcrypt's rounds, argon2's KiB and passes.
MOST_ROUNDS = 14
MOST_KIB = 256 * 1024
MOST_PASSES = 10


class UnreadableFile(Exception):
    """The file is no table of people."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BadRow:
    """A row that cannot be taken: its line in the file, counted from 1, and why."""

    row: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """How many were added, how many were known by their address, and what was wrong."""

    added: int
    known: int
    bad: Sequence[BadRow]


class ImportService:
    """Takes accounts with their password hashes; repeatable, because an address is known once."""

    def __init__(self, users: UserStore, passwords: Passwords) -> None:
        self._users = users
        self._passwords = passwords

    async def take(self, file: TextIOBase, *, strict: bool) -> Imported:
        """Add whom the rows name; *strict* adds nobody when a row is bad."""
        rows = list(self._rows(file))
        bad = [each for each in rows if isinstance(each, BadRow)]
        accounts = [each for each in rows if isinstance(each, Account)]
        if strict and bad:
            return Imported(added=0, known=0, bad=bad)
        added = [await self._users.add_if_absent(account) for account in accounts]
        return Imported(added=sum(added), known=len(added) - sum(added), bad=bad)

    def _rows(self, file: TextIOBase) -> Iterator[Account | BadRow]:
        reader = csv.DictReader(file, restkey="")
        _check_columns(reader.fieldnames)
        seen: dict[str, int] = {}
        try:
            for values in reader:
                yield self._row(reader.line_num, values, seen)
        except csv.Error as error:
            raise UnreadableFile(f"Line {reader.line_num + 1} is no CSV: {error}.") from None

    def _row(
        self, row: int, values: Mapping[str, str | None], seen: dict[str, int]
    ) -> Account | BadRow:
        given = {name: (values.get(name) or "").strip() for name in COLUMNS}
        reason = next(self._problems(values, given, seen), None)
        if reason is not None:
            return BadRow(row=row, reason=reason)
        seen[folded(given["email"])] = row
        roles = tuple(Role(name) for name in _role_names(given["roles"])) or (Role.CUSTOMER,)
        return new_account(given["email"], given["display_name"], given["password_hash"], roles)

    def _problems(
        self,
        values: Mapping[str, str | None],
        given: Mapping[str, str],
        seen: Mapping[str, int],
    ) -> Iterator[str]:
        if "" in values:
            yield "It has more values than there are columns."
        if not _EMAIL.fullmatch(given["email"]):
            yield f"email: {given['email'] or 'nothing'} is not an e-mail address."
        elif folded(given["email"]) in seen:
            yield f"email: the same address as in row {seen[folded(given['email'])]}."
        if not is_display_name(given["display_name"]):
            yield f"display_name: {DISPLAY_NAME_RULE}"
        if not self._passwords.knows(given["password_hash"]):
            yield "password_hash: this is no bcrypt or argon2 hash."
        elif not _is_affordable(given["password_hash"]):
            yield "password_hash: checking it would cost too much."
        for name in _role_names(given["roles"]):
            if name not in Role.__members__:
                yield f"roles: {name} is none of {', '.join(Role.__members__)}."


def _check_columns(found: Sequence[str] | None) -> None:
    missing = [name for name in REQUIRED if name not in (found or ())]
    unknown = [name for name in found or () if name not in COLUMNS]
    if missing or unknown:
        raise UnreadableFile(
            f"The first line names the columns: {', '.join(REQUIRED)}, and roles if there are any. "
            f"Missing: {', '.join(missing) or 'none'}. Not known: {', '.join(unknown) or 'none'}."
        )


def _role_names(roles: str) -> list[str]:
    return [name.strip().upper() for name in roles.split(";") if name.strip()]


def _is_affordable(hashed: str) -> bool:
    if hashed.startswith("$2"):
        return int(hashed.split("$")[2]) <= MOST_ROUNDS
    costs = dict(each.split("=") for each in hashed.split("$")[3].split(","))
    return int(costs["m"]) <= MOST_KIB and int(costs["t"]) <= MOST_PASSES
