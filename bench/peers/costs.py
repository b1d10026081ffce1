"""What processes have used so far."""

from collections.abc import Iterable

import psutil


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU of these processes, their children's with it."""
    total = 0.0
    for pid in pids:
        process = psutil.Process(pid)
        # A child that ends meanwhile is counted in its parent's children.
        total += sum(sum(each.cpu_times()[:2]) for each in _family(process))
        total += sum(process.cpu_times()[2:4])
    return total


def resident_bytes(pids: Iterable[int]) -> int:
    """Memory of these processes and their children; what several share counts in each."""
    families = (_family(psutil.Process(pid)) for pid in pids)
    return sum(each.memory_info().rss for family in families for each in family)


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]
