"""`./supergraph up`: preflight, stages, panel, and then watching until it is told to stop."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console

from devstack import doctor
from devstack.client import smoke
from devstack.databases import data_folders
from devstack.layout import ROOT
from devstack.refusal import Refusal
from devstack.stack import LAUNCHER, Stack, current
from devstack.stages import Stage, run_stages
from devstack.watch import Watcher


def preflight(stack: Stack, console: Console) -> None:
    """Refuse to begin when something is in the way; what runs already stays as it is."""
    if not doctor.report(doctor.examine(stack), console):
        raise Refusal("Something is in the way; the lines marked ✖ say what mends it.")


def up(stack: Stack, console: Console, *, fresh: bool) -> dict[str, Any]:
    """Have everything running and proved by a query; the product that query found."""
    if fresh:
        throw_away(stack)
    started = time.monotonic()
    found: dict[str, Any] = {}
    stack.remember()
    run_stages(_stages(stack, found), console)
    console.print(f"Up after {time.monotonic() - started:.1f} s.\n", highlight=False)
    return found


def follow(stack: Stack, console: Console) -> None:
    """Watch in the foreground, until somebody stops it."""
    console.print("Watching subgraphs/ for changes. Ctrl-C stops everything.\n")
    try:
        Watcher(stack, console).run()
    except KeyboardInterrupt:
        console.print("Stopping …")
        stop_all(stack)


@contextmanager
def nothing_left_behind(stack: Stack, console: Console) -> Iterator[None]:
    """Ctrl-C, SIGTERM and every failure end all that was started, at whatever moment they come."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except BaseException:
        console.print("Stopping what was started …")
        stop_all(stack)
        raise


def detach(stack: Stack) -> None:
    """Leave the watching to a process of its own."""
    argv = [sys.executable, "-m", "devstack", "watch"]
    with stack.supervisor.log(LAUNCHER).open("ab") as output:
        started = subprocess.Popen(  # noqa: S603 - our own program
            argv,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    stack.supervisor.adopt(LAUNCHER, started.pid, port=0)


@contextmanager
def only_launcher(stack: Stack) -> Iterator[None]:
    """One launcher a checkout: one in the background makes way, a second `up` does not."""
    _move_aside(stack)
    with (stack.layout.state / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(
                "Another `./supergraph up` is at work in this checkout. "
                "Stop it there with Ctrl-C, or with: ./supergraph down"
            ) from None
        stack.supervisor.adopt(LAUNCHER, os.getpid(), port=0)
        yield


def stop_all(stack: Stack) -> list[str]:
    """End every process of the stack; the caller, when it is the launcher, ends itself."""
    running = stack.supervisor.running()
    if LAUNCHER in running and running[LAUNCHER].pid == os.getpid():
        stack.supervisor.forget(LAUNCHER)
    return [name for name in stack.stop() if name != LAUNCHER]


def throw_away(stack: Stack) -> None:
    """Stop, and delete all data of the embedded databases and the payment ledger."""
    stop_all(stack)
    for folder in data_folders(stack.layout):
        shutil.rmtree(folder, ignore_errors=True)
    for file in stack.layout.state.glob("payments.sqlite3*"):
        file.unlink()


def _move_aside(stack: Stack) -> None:
    # A stack at another address is stopped: its ports are written down for one address only.
    found = current()
    running = found.supervisor.running()
    launcher = running.get(LAUNCHER)
    process = launcher and launcher.process()
    if process and process.cmdline()[-1:] == ["watch"]:
        found.supervisor.stop(LAUNCHER, family=False)
    if running and found.address != stack.address and not process:
        stop_all(found)


def _stages(stack: Stack, found: dict[str, Any]) -> list[Stage]:
    def describe_router() -> str:
        stack.start_router()
        router = stack.found_router
        return f"{router.kind} {router.version}"

    def serve_pages() -> None:
        stack.build_clients()
        stack.start_pages()

    def prove() -> str:
        found.update(smoke(stack))
        return "all three subgraphs answered"

    everything = ("seed", "subgraphs", "router")
    return [
        Stage(name="tools", run=stack.install_tools),
        Stage(name="keys", run=stack.make_keys),
        Stage(name="databases", run=stack.start_databases, after=("tools", "keys")),
        Stage(name="migrations", run=stack.migrate, after=("databases",)),
        Stage(name="seed", run=stack.seed, after=("migrations",)),
        Stage(name="subgraphs", run=stack.start_subgraphs, after=("databases",)),
        Stage(name="composition", run=stack.compose, after=("tools",)),
        Stage(name="router", run=describe_router, after=("composition", "keys")),
        Stage(name="pages", run=serve_pages, after=("keys",)),
        Stage(name="smoke query", run=prove, after=everything),
    ]
