"""For operators: `python -m subgraphs.users.commands import FILE.csv`, `grant`, `lock`, `dead` …

Prints JSON lines; exit code 1 when something is wrong.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from subgraphs.common.observe import configure_logs
from subgraphs.common.settings import load
from subgraphs.users.domain.people import Role, User
from subgraphs.users.parts import Parts
from subgraphs.users.service.table_files import UnreadableFile
from subgraphs.users.settings import Settings

Given: TypeAlias = argparse.Namespace
Command: TypeAlias = Callable[[Parts, Given], Awaitable[int]]


async def take(parts: Parts, given: Given) -> int:
    """Import people; each bad row with its number and reason, then what came of it."""
    try:
        with given.file.open(newline="", encoding="utf-8-sig") as file:
            imported = await parts.importing.take(file, strict=given.strict)
    except (OSError, UnicodeDecodeError, UnreadableFile) as error:
        return _refused(f"{given.file.name}: {error}")
    for each in imported.bad:
        print(json.dumps(asdict(each)))
    print(json.dumps({**asdict(imported), "bad": len(imported.bad)}))
    return 1 if imported.bad else 0


async def grant(parts: Parts, given: Given) -> int:
    """Give somebody a role."""
    user = await _user(parts, given.email)
    return _changed(given, user and await parts.people.grant(None, user.id, given.role))


async def revoke(parts: Parts, given: Given) -> int:
    """Take a role from somebody."""
    user = await _user(parts, given.email)
    return _changed(given, user and await parts.people.revoke(None, user.id, given.role))


async def lock(parts: Parts, given: Given) -> int:
    """Keep somebody out."""
    user = await _user(parts, given.email)
    return _changed(given, user and await parts.people.lock(user.id))


async def unlock(parts: Parts, given: Given) -> int:
    """Let somebody in again."""
    user = await _user(parts, given.email)
    return _changed(given, user and await parts.people.unlock(user.id))


async def dead(parts: Parts, _: Given) -> int:
    """What failed for good, with what it failed for."""
    found = await parts.dead_letters.found()
    for each in found:
        print(json.dumps(asdict(each), default=str))
    return 1 if found else 0


async def replay(parts: Parts, _: Given) -> int:
    """Try everything again that failed for good."""
    print(json.dumps({"replayed": await parts.dead_letters.replay()}))
    return 0


async def _user(parts: Parts, email: str) -> User | None:
    account = await parts.users.account_by_email(email)
    return None if account is None else account.user


def _changed(given: Given, changed: object) -> int:
    if not isinstance(changed, User):
        return _refused(f"No account has the address {given.email}.")
    roles = [role.value for role in changed.roles]
    print(json.dumps({"id": changed.id, "status": changed.status.value, "roles": roles}))
    return 0


def _refused(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1


def arguments() -> argparse.ArgumentParser:
    """What may be said on the command line."""
    parser = argparse.ArgumentParser(prog="python -m subgraphs.users.commands")
    commands = parser.add_subparsers(required=True)

    def add(name: str, command: Command) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=command.__doc__)
        added.set_defaults(command=command)
        return added

    importing = add("import", take)
    importing.add_argument("file", type=Path)
    importing.add_argument("--strict", action="store_true", help="nobody when a row is bad")
    for name, command in (("grant", grant), ("revoke", revoke)):
        changing = add(name, command)
        changing.add_argument("email")
        changing.add_argument("role", type=Role, choices=list(Role))
    add("lock", lock).add_argument("email")
    add("unlock", unlock).add_argument("email")
    add("dead", dead)
    add("replay", replay)
    return parser


async def main(given: Given) -> int:
    """Run one command over the database the environment names."""
    settings = load(Settings)
    configure_logs("users-commands", "ERROR")
    parts = Parts(settings)
    try:
        return int(await given.command(parts, given))
    finally:
        await parts.close()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(arguments().parse_args())))
