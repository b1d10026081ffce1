"""`python -m subgraphs.common.keyring`: what operators do to a ring, where there is no launcher."""

import argparse
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from subgraphs.common.keyring.changes import AHEAD, keys_of, make_first_key, rotate, withdraw
from subgraphs.common.keyring.files import RingError


def main(argv: list[str]) -> int:
    """Run one command over the folders it names; a folder is called as its issuer."""
    asked = _parser().parse_args(argv)
    try:
        for folder in asked.folders:
            for line in _lines(asked, folder):
                print(line)
    except RingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m subgraphs.common.keyring")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="have a key that signs from now on")
    turn = commands.add_parser("rotate", help="write the next key, delete dead ones")
    show = commands.add_parser("list", help="each key, what it is good for, until when")
    for command in (make, turn, show):
        command.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    turn.add_argument(
        "--ahead",
        type=int,
        default=int(AHEAD.total_seconds()),
        metavar="SECONDS",
        help="when it begins to sign; verifiers must have learnt it by then (600)",
    )
    take = commands.add_parser("withdraw", help="delete one compromised key at once")
    take.add_argument("folders", nargs=1, type=Path, metavar="FOLDER")
    take.add_argument("name", metavar="NAME", help="as `list` tells it")
    return parser


def _lines(asked: argparse.Namespace, folder: Path) -> Iterator[str]:
    if asked.command == "make":
        made = make_first_key(folder)
        yield f"{folder.name}:{made} signs now" if made else f"{folder.name}: what is there stays"
    elif asked.command == "rotate":
        made = rotate(folder, ahead=timedelta(seconds=asked.ahead))
        yield f"{folder.name}:{made} signs in {asked.ahead} s"
    elif asked.command == "withdraw":
        yield f"{folder.name}:{withdraw(folder, asked.name.rpartition(':')[2])} signs now"
    else:
        for key in keys_of(folder):
            until = f"{key.published_until:%F %T}" if key.published_until else "it is followed"
            name, since = f"{folder.name}:{key.name}", f"{key.signs_from:%F %T}"
            yield f"{name}  {key.state:<8}  signs from {since} UTC, published until {until}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
