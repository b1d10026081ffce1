"""What the processes wrote."""

import sys
import time
from pathlib import Path

from devstack.refusal import WrongInput
from devstack.stack import Stack

TAIL = 200
LOOK_SECONDS = 0.3


def print_logs(stack: Stack, name: str | None) -> None:
    """The last lines of one process, or of all, each with the process's name."""
    for file in _files(stack, name):
        for line in file.read_text(errors="replace").splitlines()[-TAIL:]:
            print(line if name else f"{file.stem}: {line}")


def follow_logs(stack: Stack, name: str | None) -> None:
    """Print what is written from now on, until interrupted."""
    open_files = [file.open(errors="replace") for file in _files(stack, name)]
    for file in open_files:
        file.seek(0, 2)
    try:
        while True:
            for file in open_files:
                for line in file:
                    sys.stdout.write(line if name else f"{Path(file.name).stem}: {line}")
            sys.stdout.flush()
            time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        for file in open_files:
            file.close()


def _files(stack: Stack, name: str | None) -> list[Path]:
    found = {file.stem: file for file in sorted(stack.layout.logs.glob("*.log"))}
    if name is None:
        return list(found.values())
    if name not in found:
        known = ", ".join(found) or "none yet; ./supergraph up"
        raise WrongInput(f"There is no log called {name}. There are: {known}")
    return [found[name]]
