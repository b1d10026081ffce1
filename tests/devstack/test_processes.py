"""Processes are found again, replaced when they are old, and ended by their id."""

import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from devstack.layout import Layout
from devstack.ports import Ports, answers, is_free
from devstack.processes import Supervisor
from devstack.refusal import Refusal
from devstack.service import Service

SERVER = """
import http.server, sys
address = ("127.0.0.1", int(sys.argv[1]))
http.server.HTTPServer(address, http.server.BaseHTTPRequestHandler).serve_forever()
"""


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    """A supervisor with a state of its own."""
    return _supervisor(tmp_path)


def _supervisor(folder: Path) -> Supervisor:
    return Supervisor(Layout(state=folder, cache=folder, data=folder, engine=folder))


@pytest.fixture
def server() -> Service:
    """A process that listens on a free port."""
    port = next(port for port in range(19_000, 20_000) if is_free(port))
    argv = [sys.executable, "-c", SERVER, str(port)]
    return Service(name="server", argv=argv, port=port, is_ready=lambda: answers(port))


def test_a_running_process_is_found_by_a_later_launcher(
    supervisor: Supervisor, server: Service, tmp_path: Path
) -> None:
    """A launcher that crashed leaves nothing the next one cannot reuse and stop."""
    supervisor.ensure(server)
    pid = supervisor.running()["server"].pid
    later = _supervisor(tmp_path)
    later.ensure(server)
    assert later.running()["server"].pid == pid
    later.stop("server")
    assert not answers(server.port)
    assert later.running() == {}
    supervisor.stop("server")


def test_an_old_process_is_replaced(supervisor: Supervisor, server: Service) -> None:
    """When its code or its environment has changed, the process is started anew."""
    supervisor.ensure(server)
    first = supervisor.running()["server"].pid
    supervisor.ensure(replace(server, version="2"))
    assert supervisor.running()["server"].pid != first
    supervisor.stop("server")


def test_a_killed_process_is_started_again(supervisor: Supervisor, server: Service) -> None:
    """kill -9 is noticed, and the next `up` mends it."""
    supervisor.ensure(server)
    psutil.Process(supervisor.running()["server"].pid).kill()
    supervisor.ensure(server)
    assert answers(server.port)
    supervisor.stop("server")


def test_a_process_id_of_somebody_else_is_left_alone(
    supervisor: Supervisor, server: Service, tmp_path: Path
) -> None:
    """An id that was given to another process since is not ours to stop."""
    supervisor.ensure(server)
    file = tmp_path / "processes.json"
    running = supervisor.running()["server"]
    true = file.read_text()
    file.write_text(true.replace(str(running.started), str(running.started - 60)))
    supervisor.stop("server")
    assert answers(server.port)
    file.write_text(true)
    supervisor.stop("server")


def test_a_process_that_ends_at_once_is_told_with_its_last_words(supervisor: Supervisor) -> None:
    """The log's end is in the message; nothing is left written down."""
    argv = [sys.executable, "-c", "raise SystemExit('no database')"]
    broken = Service(name="broken", argv=argv, port=19_999, is_ready=lambda: False)
    with pytest.raises(Refusal, match="no database"):
        supervisor.ensure(broken)
    assert supervisor.running() == {}


def test_the_ports_of_a_stack_do_not_overlap() -> None:
    """Two checkouts run side by side a hundred ports apart."""
    first, second = Ports(4000).all(), Ports(4200).all()
    assert len(set(first.values()) | set(second.values())) == 2 * len(first)
    named = ("router", "users", "products", "orders", "router-health")
    assert [first[name] for name in named] == [4000, 4001, 4002, 4003, 8088]
