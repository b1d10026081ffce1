"""A process of a stack: what is to run, and what is known of it while it runs."""

import json
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import psutil


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A process to run, and how to tell that it is ready."""

    name: str
    argv: Sequence[str]
    port: int
    is_ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    # A change of it means that the running process is an old one.
    version: str = ""
    drops_privileges: bool = False
    stop_signal: int = signal.SIGTERM
    ready_seconds: float = 30.0
    # After kill -9 of PostgreSQL a start fails for as long as an old child of it lives.
    attempts: int = 1

    @property
    def fingerprint(self) -> str:
        """Differs when the running process would be started differently today."""
        text = json.dumps([list(self.argv), sorted(self.env.items()), self.version])
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A process as it is written down: its id and its start tell it from a later one."""

    pid: int
    started: float
    port: int
    fingerprint: str
    stop_signal: int

    def process(self) -> psutil.Process | None:
        """The living process; None when it has ended, even when its id is somebody else's now."""
        try:
            process = psutil.Process(self.pid)
            # Start times are kept in clock ticks; a JSON round trip must not make them differ.
            same = abs(process.create_time() - self.started) < 0.05
        except psutil.NoSuchProcess:
            return None
        return process if same and lives(process) else None


def lives(process: psutil.Process) -> bool:
    """Whether it still does something; one that ended may stay on the process table for long."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
