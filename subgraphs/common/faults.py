"""Named points at which a crash test may kill this process; off unless a file is named for it.

`SUPERGRAPH_FAULTS` names a file. A test writes a point's name into it; the process that reaches
the point renames the file, as proof, and kills itself as `kill -9` would.
"""

import os
import signal
import sys
from pathlib import Path

_file: Path | None = None


def reach(point: str) -> None:
    """Die here if a test says so; otherwise one comparison."""
    if _file is not None:
        _die_if_armed(_file, point)


def _die_if_armed(file: Path, point: str) -> None:
    try:
        armed = file.read_text().strip()
    except FileNotFoundError:
        return
    if armed == point:
        # Gone before the process is, so that its successor lives.
        file.rename(file.with_suffix(".crashed"))
        os.kill(os.getpid(), signal.SIGKILL)


def _configured() -> Path | None:
    named = os.environ.get("SUPERGRAPH_FAULTS")
    if named and os.environ.get("SUPERGRAPH_ENV") == "production":
        print("cannot start: SUPERGRAPH_FAULTS must not be set in production.", file=sys.stderr)
        raise SystemExit(2)
    return Path(named) if named else None


_file = _configured()
