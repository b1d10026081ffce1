"""What a process used includes what its children used, also those that have ended."""

import subprocess
import sys

from bench.peers.costs import cpu_seconds, resident_bytes

# A parent that outlives one busy child and keeps another.
BUSY = "import time\nwhile time.process_time() < 0.2: pass\n"
PARENT = f"""import subprocess, sys
subprocess.run([sys.executable, "-c", {BUSY!r}])
kept = subprocess.Popen([sys.executable, "-c", {BUSY!r} + "print(flush=True); input()"],
                        stdin=subprocess.PIPE)
input()
kept.communicate(b"\\n")
"""


def test_children_are_counted() -> None:
    """One child that has ended and one that lives, 0.2 s each."""
    argv = [sys.executable, "-c", PARENT]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdin is not None
        parent.stdout.readline()
        used, memory = cpu_seconds([parent.pid]), resident_bytes([parent.pid])
        parent.stdin.write(b"\n")
        parent.stdin.flush()

    assert 0.4 <= used < 2.0
    assert memory > 2 * 1024 * 1024
