"""Named stages with what each waits for: run side by side where they can, shown with their time."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """A step of `up`; what it returns is said beside its name."""

    name: str
    run: Callable[[], str | None]
    after: Sequence[str] = ()


def run_stages(stages: Sequence[Stage], console: Console) -> None:
    """Run each as soon as what it waits for is done; the first failure ends it, when all rest."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    display = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with display, ThreadPoolExecutor(len(stages)) as pool:
        waiting, done = list(stages), set[str]()
        running: dict[Future[str], Stage] = {}
        while waiting or running:
            for stage in [each for each in waiting if done.issuperset(each.after)]:
                waiting.remove(stage)
                running[pool.submit(_timed, stage, display)] = stage
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                stage = running.pop(future)
                if future.exception() is not None:
                    waiting.clear()
                    display.console.print(f"[red]✖[/] {stage.name}")
                    wait(running)
                display.console.print(f"[green]✔[/] {future.result()}", highlight=False)
                done.add(stage.name)


def _timed(stage: Stage, display: Progress) -> str:
    started = time.monotonic()
    task = display.add_task(stage.name)
    try:
        said = stage.run()
    finally:
        display.remove_task(task)
    seconds = time.monotonic() - started
    return f"{stage.name:<12} {seconds:5.1f} s" + (f"   {said}" if said else "")
