"""Running other programs to their end."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from devstack.refusal import Refusal

TAIL = 12


def run(
    argv: Sequence[str | Path],
    *,
    what: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 900,
) -> str:
    """Its standard output; when it fails, a Refusal "Could not *what*" with its last words."""
    try:
        done = subprocess.run(  # noqa: S603 - our own programs
            [str(each) for each in argv],
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError:
        raise Refusal(f"Could not {what}: `{argv[0]}` is not on this machine.") from None
    except subprocess.TimeoutExpired:
        raise Refusal(f"Could not {what}: `{argv[0]}` took over {timeout:.0f} s.") from None
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-TAIL:]
        raise Refusal(f"Could not {what}:\n  " + "\n  ".join(said))
    return done.stdout


def side_by_side(steps: Sequence[Callable[[], object]]) -> None:
    """Run all; the first failure is raised when all have ended."""
    with ThreadPoolExecutor() as pool:
        for step in [pool.submit(step) for step in steps]:
            step.result()
