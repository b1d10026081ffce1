"""People from another shop: every row is looked at before the first one is taken."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOBase

from subgraphs.common.text import is_email
from subgraphs.users.domain.people import (
    DISPLAY_NAME_RULE,
    Account,
    Role,
    folded,
    is_display_name,
    new_account,
)
from subgraphs.users.service.table_files import Row, rows
from subgraphs.users.store import UserStore

REQUIRED, OPTIONAL = ("email", "display_name", "password_hash"), ("roles",)
# Checking one must not take seconds, nor a gigabyte: bcrypt's rounds, argon2's KiB and passes.
MOST_ROUNDS = 14
MOST_KIB = 256 * 1024
MOST_PASSES = 10
# As whoever checks them reads them. Before its version 1.3 argon2 told none, and a salt or a digest
# that is missing would only be found at the first login.
_BCRYPT = re.compile(r"\$2[abxy]\$(?P<rounds>0[4-9]|[12][0-9]|3[01])\$[A-Za-z0-9./]{53}")
_ARGON2 = re.compile(
    r"\$argon2(id|i|d)(\$v=[0-9]{1,3})?\$m=(?P<kib>[0-9]{1,10}),t=(?P<passes>[0-9]{1,10}),"
    r"p=[0-9]{1,10}\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class BadRow:
    """A row that cannot be taken: its first line in the file, counted from 1, and why."""

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

    def __init__(self, users: UserStore) -> None:
        self._users = users

    async def take(self, file: TextIOBase, *, strict: bool) -> Imported:
        """Add whom the rows name; *strict* adds nobody when a row is bad."""
        found = list(_found(file))
        bad = [each for each in found if isinstance(each, BadRow)]
        accounts = [each for each in found if isinstance(each, Account)]
        if strict and bad:
            return Imported(added=0, known=0, bad=bad)
        added = [await self._users.add_if_absent(account) for account in accounts]
        return Imported(added=sum(added), known=len(added) - sum(added), bad=bad)


def _found(file: TextIOBase) -> Iterator[Account | BadRow]:
    seen: dict[str, int] = {}
    for row in rows(file, required=REQUIRED, optional=OPTIONAL):
        yield _account(row, seen)


def _account(row: Row, seen: dict[str, int]) -> Account | BadRow:
    given = {name: row.values.get(name, "").strip() for name in (*REQUIRED, *OPTIONAL)}
    reason = next(_problems(row, given, seen), None)
    if reason is not None:
        return BadRow(row=row.line, reason=reason)
    seen[folded(given["email"])] = row.line
    roles = tuple(Role(name) for name in _role_names(given["roles"])) or (Role.CUSTOMER,)
    return new_account(given["email"], given["display_name"], given["password_hash"], roles)


def _problems(row: Row, given: Mapping[str, str], seen: Mapping[str, int]) -> Iterator[str]:
    if row.is_too_long:
        yield "It has more values than there are columns."
    if any("\0" in value for value in row.values.values()):
        yield "It holds a NUL, which cannot be stored."
    if not is_email(given["email"]):
        yield f"email: {given['email'] or 'nothing'} is not an e-mail address."
    elif folded(given["email"]) in seen:
        yield f"email: the same address as in row {seen[folded(given['email'])]}."
    if not is_display_name(given["display_name"]):
        yield f"display_name: {DISPLAY_NAME_RULE}"
    yield from _hash_problems(given["password_hash"])
    for name in _role_names(given["roles"]):
        if name not in Role.__members__:
            yield f"roles: {name} is none of {', '.join(Role.__members__)}."


def _role_names(roles: str) -> list[str]:
    return [name.strip().upper() for name in roles.split(";") if name.strip()]


def _hash_problems(hashed: str) -> Iterator[str]:
    if bcrypt := _BCRYPT.fullmatch(hashed):
        is_affordable = int(bcrypt["rounds"]) <= MOST_ROUNDS
    elif argon2 := _ARGON2.fullmatch(hashed):
        is_affordable = int(argon2["kib"]) <= MOST_KIB and int(argon2["passes"]) <= MOST_PASSES
    else:
        yield "password_hash: this is no bcrypt or argon2 hash."
        return
    if not is_affordable:
        yield "password_hash: checking it would cost too much."
