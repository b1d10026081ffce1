"""The processes of a stack: started once, found again after a crash, ended by their id."""

import fcntl
import json
import os
import pwd
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from devstack.layout import UNPRIVILEGED, Layout, is_root
from devstack.ports import is_free, refuse_taken
from devstack.refusal import Refusal
from devstack.service import Running, Service, lives

STOP_SECONDS = 10.0
PORT_SECONDS = 2.0
LOG_TAIL = 8
RETRY_SECONDS = 0.5
MAX_LOG_BYTES = 10_000_000


# Everything this launcher started: kept, so that what ends is taken off the process table.
_children: list[subprocess.Popen[bytes]] = []
_children_lock = threading.Lock()


class Supervisor:
    """Starts, finds and stops the processes of one stack; what runs is in `processes.json`."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._file = layout.state / "processes.json"
        layout.logs.mkdir(parents=True, exist_ok=True)

    def running(self) -> dict[str, Running]:
        """Everything written down that is still alive."""
        return {name: each for name, each in self._read().items() if each.process() is not None}

    def ensure(self, service: Service) -> None:
        """Have *service* running and ready: the process that is there, or a new one."""
        # A killed PostgreSQL that nobody waited for looks alive to its successor.
        _reap()
        found = self.running().get(service.name)
        if found is not None:
            if found.fingerprint == service.fingerprint and _soon(service.is_ready, 3.0):
                return
            self.stop(service.name)
        # A killed process keeps its port for a moment.
        _soon(lambda: is_free(service.port), PORT_SECONDS)
        refuse_taken(service.port, service.name)
        for _ in range(service.attempts - 1):
            if self._start(service):
                return
            time.sleep(RETRY_SECONDS)
        if not self._start(service):
            self._explain(service)

    def stop(self, name: str, *, family: bool = True) -> None:
        """End the process, by default with its children, first politely, if it is there."""
        found = self._read().get(name)
        process = found and found.process()
        if found and process:
            # It may end by itself at any moment of this.
            with suppress(psutil.NoSuchProcess):
                _end(process, found.stop_signal, family=family)
        _reap()
        self.forget(name)

    def adopt(self, name: str, pid: int, port: int) -> None:
        """Write down a process somebody else started."""
        self._remember(name, _written(pid, port, fingerprint="", stop_signal=signal.SIGTERM))

    def log(self, name: str) -> Path:
        """Where the process writes."""
        return self._layout.logs / f"{name}.log"

    def _start(self, service: Service) -> bool:
        """Start it and wait; False when it ended by itself."""
        log = self.log(service.name)
        if log.exists() and log.stat().st_size > MAX_LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))
        with log.open("ab") as output:
            started = subprocess.Popen(  # noqa: S603 - our own programs
                list(service.argv),
                env={**_inherited(), **service.env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Its own session: the launcher's Ctrl-C is the launcher's to pass on, in order.
                start_new_session=True,
                **unprivileged(service.drops_privileges and is_root()),
            )
        with _children_lock:
            _children.append(started)
        running = _written(started.pid, service.port, service.fingerprint, service.stop_signal)
        self._remember(service.name, running)
        ends = time.monotonic() + service.ready_seconds
        while not service.is_ready():
            if started.poll() is not None:
                self.forget(service.name)
                return False
            if time.monotonic() > ends:
                self.stop(service.name)
                self._explain(service)
            time.sleep(0.05)
        return True

    def _explain(self, service: Service) -> None:
        tail = self.log(service.name).read_text(errors="replace").splitlines()[-LOG_TAIL:]
        raise Refusal(f"{service.name} did not start. Its last words:\n  " + "\n  ".join(tail))

    def _read(self) -> dict[str, Running]:
        try:
            stored = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}
        return {name: Running(**each) for name, each in stored.items()}

    def _remember(self, name: str, running: Running) -> None:
        with locked(self._file):
            self._write({**self._read(), name: running})

    def forget(self, name: str) -> None:
        """Strike the process off the list, whether or not it lives."""
        with locked(self._file):
            self._write({other: each for other, each in self._read().items() if other != name})

    def _write(self, processes: Mapping[str, Running]) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps({name: asdict(each) for name, each in processes.items()}))
        fresh.replace(self._file)


def _end(process: psutil.Process, stop_signal: int, *, family: bool) -> None:
    members = [process, *(process.children(recursive=True) if family else ())]
    process.send_signal(stop_signal)
    if not _soon(lambda: not any(map(lives, members)), STOP_SECONDS):
        for each in filter(lives, members):
            each.kill()
        _soon(lambda: not any(map(lives, members)), STOP_SECONDS)


def _reap() -> None:
    with _children_lock:
        _children[:] = [child for child in _children if child.poll() is None]


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """One writer of *file* at a time, across threads and launchers."""
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _written(pid: int, port: int, fingerprint: str, stop_signal: int) -> Running:
    started = psutil.Process(pid).create_time()
    return Running(
        pid=pid, started=started, port=port, fingerprint=fingerprint, stop_signal=stop_signal
    )


def _inherited() -> dict[str, str]:
    # The router refuses to start when it sees this one; ours is OTLP_ENDPOINT.
    return {k: v for k, v in os.environ.items() if k != "OTEL_EXPORTER_OTLP_ENDPOINT"}


def unprivileged(wanted: bool) -> dict[str, Any]:
    """Arguments of a new process that drop root's privileges, when *wanted*."""
    if not wanted:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}


def _soon(condition: Callable[[], bool], seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True
