"""What processes have used so far."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

import psutil


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU of these processes, their children's with it."""
    total = 0.0
    for pid in pids:
        process = psutil.Process(pid)
        for child in process.children(recursive=True):
            # PostgreSQL's come and go; one that ends is counted with its parent's, read below.
            with suppress(psutil.NoSuchProcess):
                total += sum(child.cpu_times()[:2])
        total += sum(process.cpu_times()[:4])
    return total


def resident_bytes(pids: Iterable[int]) -> int:
    """Memory of these processes and their children; what several share counts in each."""
    return sum(each.memory_info().rss for pid in pids for each in _family(pid))


def _family(pid: int) -> Iterator[psutil.Process]:
    process = psutil.Process(pid)
    yield process
    yield from process.children(recursive=True)
