"""Follows the code while the stack runs: what changed is restarted, and the graph recomposed."""

import ast
import time
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from watchfiles import PythonFilter, watch

from devstack.contract.warm import warm
from devstack.layout import ROOT, SUBGRAPHS, WORKERS
from devstack.refusal import Refusal
from devstack.stack import LAUNCHER, Stack

# A process that dies again and again has a reason; restarting it for ever would hide it.
MAX_RESTARTS = 5
WITHIN_SECONDS = 60.0
LOOK_MS = 1000
WARM_SECONDS = 5.0


class Watcher:
    """Restarts one subgraph at a time, and whatever died without being asked to."""

    def __init__(self, stack: Stack, console: Console) -> None:
        self._stack = stack
        self._console = console
        self._expected = set(stack.supervisor.running())
        self._restarts: dict[str, list[float]] = {}
        self._warmed = time.monotonic()

    def run(self) -> None:
        """Until interrupted."""
        changes = watch(
            ROOT / "subgraphs",
            watch_filter=PythonFilter(),
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            raise_interrupt=True,
        )
        for changed in changes:
            files = [Path(path) for _, path in changed]
            affected = affected_by(files)
            if affected and self._parse(files):
                self._expected.update(affected)
                self._follow(affected)
            else:
                self._revive()
                self._keep_warm()

    def _parse(self, files: list[Path]) -> bool:
        """Whether the files are Python; what runs is better than what cannot."""
        for file in files:
            try:
                ast.parse(file.read_text() if file.exists() else "", str(file))
            except SyntaxError as error:
                said = f"{file.relative_to(ROOT)}, line {error.lineno}: {error.msg}"
                self._complain(f"{said}\n  What ran before still runs.")
                return False
        return True

    def _follow(self, affected: list[str]) -> None:
        started = time.monotonic()
        try:
            for name in affected:
                self._stack.start_again(name)
            self._stack.compose()
        except Refusal as error:
            self._complain(f"{error}\n  The last good graph stays.")
            return
        seconds = time.monotonic() - started
        self._console.print(
            f"[green]✔[/] {', '.join(affected)} restarted and recomposed, {seconds:.1f} s"
        )

    def _revive(self) -> None:
        for name in sorted(self._expected - set(self._stack.supervisor.running()) - {LAUNCHER}):
            now = time.monotonic()
            recent = [at for at in self._restarts.get(name, []) if now - at < WITHIN_SECONDS]
            if len(recent) >= MAX_RESTARTS:
                self._expected.discard(name)
                self._complain(f"{name} died {MAX_RESTARTS} times; mend it, then: ./supergraph up")
                continue
            self._restarts[name] = [*recent, now]
            self._console.print(f"[yellow]▲[/] {name} died; starting again")
            try:
                self._stack.start_again(name)
            except Refusal as error:
                self._complain(str(error))

    def _keep_warm(self) -> None:
        """The public router forgets what clients may ask by hash whenever it takes a new graph."""
        if time.monotonic() - self._warmed < WARM_SECONDS or "public" not in self._expected:
            return
        self._warmed = time.monotonic()
        # One that is away is started again by the next look.
        with suppress(Refusal):
            warm([self._stack.public.url])

    def _complain(self, said: str) -> None:
        self._console.print("[red]✖[/]", end=" ")
        self._console.print(said, markup=False, highlight=False, soft_wrap=True)


def affected_by(changed: list[Path]) -> list[str]:
    """The processes that run these files; what is shared concerns all of them."""
    folders = {path.relative_to(ROOT / "subgraphs").parts[0] for path in changed}
    owners = {**{name: name for name in SUBGRAPHS}, **WORKERS}
    return [name for name, owner in owners.items() if owner in folders or "common" in folders]
