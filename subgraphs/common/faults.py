"""Named points at which a crash test may kill this process; off unless a file is named for it.

`SUPERGRAPH_FAULTS` names a folder. A test makes a file in it, named as a point; the process that
reaches the point renames the file, as proof, and kills itself as `kill -9` would.
"""

import os
import signal
import sys
from pathlib import Path

_folder: Path | None = None


def reach(point: str) -> None:
    """Die here if a test says so; otherwise one comparison."""
    if _folder is not None:
        _die_if_armed(_folder / point)


def _die_if_armed(file: Path) -> None:
    try:
        # Gone before the process is, so that its successor lives.
        file.rename(file.with_suffix(".crashed"))
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _configured() -> Path | None:
    named = os.environ.get("SUPERGRAPH_FAULTS")
    if named and os.environ.get("SUPERGRAPH_ENV") == "production":
        print("cannot start: SUPERGRAPH_FAULTS must not be set in production.", file=sys.stderr)
        raise SystemExit(2)
    return Path(named) if named else None


_folder = _configured()
