"""`./supergraph differential`: as many examples as there is time for, on all cores."""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import count

from tests.compiled.examples import Report, run_examples, stages
from tests.compiled.growth import resident

# Documents of one task; some seconds of work.
DOCUMENTS = 8
EVERY = 10.0
# As a CompiledSchema has it unless it is told otherwise.
ROOM = 64 * 2**20


def main() -> int:
    """1 when any example differs."""
    parser = argparse.ArgumentParser(prog="./supergraph differential")
    parser.add_argument("--examples", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stage", choices=list(stages()), action="append")
    parser.add_argument("--memory", type=int, metavar="DOCUMENTS")
    given = parser.parse_args()
    if given.memory:
        return remember(given.memory)
    return compare(given.examples, given.seed, given.stage or list(stages()))


def remember(documents: int) -> int:
    """Print what the process takes after more and more distinct documents; 1 when it grows."""
    seen = []
    for number, megabytes, kept in resident(documents, ROOM):
        print(f"{number:>9,} documents: {megabytes:.0f} MB, {kept} kept", flush=True)
        seen.append(megabytes)
    # Until the room is full the process grows; the first mark is long before that.
    return 1 if len(seen) > 3 and seen[-1] > seen[-2] * 1.1 else 0


def compare(examples: int, seed: int, names: list[str]) -> int:
    """Compare so many, evenly over the schemas, and print what was seen."""
    reports: list[Report] = []
    started = told = time.monotonic()
    tasks = ((name, (seed, number)) for number in count() for name in names)
    try:
        for report in _reports(tasks, examples):
            reports.append(report)
            for each in report.differences:
                print(f"{each}\n", flush=True)
            if time.monotonic() - told > EVERY:
                told = time.monotonic()
                _progress(reports, examples, told - started)
    except KeyboardInterrupt:
        print("Stopped; what was seen so far:")
    _progress(reports, examples, time.monotonic() - started)
    return _summary(reports, seed)


def _reports(tasks: Iterator[tuple[str, tuple[int, int]]], examples: int) -> Iterator[Report]:
    done = 0
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, max_tasks_per_child=None) as pool:
        running: set[Future[Report]] = set()
        while done < examples:
            while len(running) < cores * 2:
                running.add(pool.submit(run_examples, *next(tasks), DOCUMENTS))
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            for each in ended:
                report = each.result()
                done += report.examples
                yield report
        pool.shutdown(wait=False, cancel_futures=True)


def _progress(reports: list[Report], wanted: int, seconds: float) -> None:
    done = sum(each.examples for each in reports)
    found = sum(len(each.differences) for each in reports)
    print(
        f"{done:,} of {wanted:,} examples, {found} differences, {done / seconds:.0f}/s", flush=True
    )


def _summary(reports: list[Report], seed: int) -> int:
    by_stage: dict[str, Counter[str]] = {}
    for each in reports:
        found = by_stage.setdefault(each.stage, Counter())
        found += Counter(examples=each.examples, differences=len(each.differences))
        found += each.outcomes
    for name, counts in by_stage.items():
        ways = ", ".join(f"{way} {number:,}" for way, number in counts.most_common())
        print(f"{name}: {ways}")
    differences = sum(len(each.differences) for each in reports)
    done = sum(each.examples for each in reports)
    print(f"seed {seed}: {done:,} examples, {differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
