"""The project's own checks: `./supergraph check`, `test` and `bench`."""

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from devstack import composition, npm
from devstack.contract import promises, safelist, verdict
from devstack.contract.change import Level
from devstack.layout import ROOT
from devstack.refusal import Refusal
from devstack.stack import current

PROGRAMS: dict[str, Sequence[str]] = {
    "ruff format": ("ruff", "format", "--check", "--quiet", "."),
    "ruff": ("ruff", "check", "--quiet", "."),
    "mypy": ("mypy",),
    "imports": ("lint-imports", "--no-logo"),
}


def run_tests(arguments: Sequence[str]) -> int:
    """pytest's own exit code."""
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False
    ).returncode


def run_bench(arguments: Sequence[str]) -> int:
    """The benchmark's own exit code."""
    argv = [sys.executable, "-m", "bench", *arguments]
    with subprocess.Popen(argv, cwd=ROOT) as benchmark:  # noqa: S603 - our own interpreter
        while True:
            # Ctrl-C reaches the benchmark too, which then takes away what it has put up.
            with suppress(KeyboardInterrupt):
                return benchmark.wait()


def run_checks(console: Console) -> bool:
    """Run every check, print what each complains about; whether all are clean."""
    results = [_program(name, argv, console) for name, argv in PROGRAMS.items()]
    return all([*results, _schemas(console), _clients(console)])


def _program(name: str, argv: Sequence[str], console: Console) -> bool:
    started = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own tools
        [str(Path(sys.executable).with_name(argv[0])), *argv[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return _told(name, started, done.stdout + done.stderr if done.returncode else "", console)


def stale_schemas() -> list[str]:
    """The committed schemas that are not what the code makes."""
    npm.install(npm.COMPOSITION)
    return composition.drift(current().layout.graph / "check")


def _schemas(console: Console) -> bool:
    started = time.monotonic()
    try:
        stale = stale_schemas()
        complaint = f"stale: {', '.join(stale)}; ./supergraph compose" if stale else ""
    except Refusal as error:
        complaint = str(error)
    return _told("schemas", started, complaint, console)


def _clients(console: Console) -> bool:
    """No living client breaks by the committed graph, and the routers' tables are theirs."""
    started = time.monotonic()
    complaints = []
    if safelist.is_stale():
        complaints.append("the safelist is stale; ./supergraph operations safelist")
    api = composition.API.read_text()
    if promises.is_stale(api):
        complaints.append("a promise of a deprecation is not recorded; ./supergraph compose")
    changes = verdict.of(api, verdict.registered_graphs())
    complaints += [f"breaking: {each}" for each in changes if each.level is Level.BREAKING]
    return _told("clients", started, "\n".join(complaints), console)


def _told(name: str, started: float, complaint: str, console: Console) -> bool:
    mark = "[red]✖[/]" if complaint else "[green]✔[/]"
    console.print(f"{mark} {name:<12} {time.monotonic() - started:5.1f} s", highlight=False)
    if complaint:
        console.print(complaint.rstrip(), highlight=False, markup=False)
    return not complaint
