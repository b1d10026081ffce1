"""What a process used includes what its children used, also those that have ended."""

import subprocess
import sys

import psutil

from bench.costs import cpu_seconds, resident_bytes

# A parent that outlives one busy child and keeps another.
BUSY = "import time\nwhile time.process_time() < 0.4: pass\n"
PARENT = f"""import subprocess, sys
subprocess.run([sys.executable, "-c", {BUSY!r}])
kept = subprocess.Popen([sys.executable, "-c", {BUSY!r} + "print(flush=True); input()"],
                        stdin=subprocess.PIPE)
input()
kept.communicate(b"\\n")
"""


def test_children_are_counted() -> None:
    """One child that has ended and one that lives, 0.4 s each."""
    argv = [sys.executable, "-c", PARENT]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdin is not None
        parent.stdout.readline()
        used, memory = cpu_seconds([parent.pid]), resident_bytes([parent.pid])
        alone = psutil.Process(parent.pid).memory_info().rss
        parent.stdin.write(b"\n")
        parent.stdin.flush()

    # Less than both, for the clock of a kernel has ticks; more than one.
    assert 0.7 <= used < 3.0
    assert memory > alone
