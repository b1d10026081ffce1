"""Which port is whose, and who is in the way."""

import socket
from dataclasses import dataclass

import psutil

from devstack.refusal import Refusal, WrongInput

DEFAULT = 4000
# The highest offset from the router's port is that of its health port.
HEALTH = 4088
HIGHEST = 65_535 - HEALTH


@dataclass(frozen=True, slots=True)
class Ports:
    """Every port of a stack, counted from the router's, so that `--port` moves them all."""

    router: int = DEFAULT

    def __post_init__(self) -> None:
        if not 1024 <= self.router <= HIGHEST:
            raise WrongInput(f"--port must be 1024 to {HIGHEST}; it is {self.router}.")

    def of(self, name: str) -> int:
        """The port of a process, by its name."""
        return self.router + _OFFSETS[name]

    def url(self, name: str) -> str:
        """Where a process of this stack is reached from this machine."""
        return f"http://127.0.0.1:{self.of(name)}"

    def all(self) -> dict[str, int]:
        """Every process's port, by its name."""
        return {name: self.of(name) for name in _OFFSETS}


_OFFSETS = {
    "router": 0,
    "users": 1,
    "products": 2,
    "orders": 3,
    "payments": 4,
    "products-worker": 5,
    "orders-worker": 6,
    "users-worker": 7,
    "users-db": 10,
    "orders-db": 11,
    "catalogue-db": 12,
    "catalogue-mongo": 13,
    "public": 20,
    "public-health": 21,
    "public-metrics": 22,
    "explorer": 30,
    "storefront": 40,
    "router-health": HEALTH,
    "router-metrics": 90,
}


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def refuse_strange_host(host: str) -> None:
    """Stop when *host* is no address of this machine."""
    with socket.socket() as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            raise WrongInput(
                f"--host must be an address of this machine, as 127.0.0.1 or 0.0.0.0; it is {host}."
            ) from None


def answers(port: int) -> bool:
    """Whether something listens there now."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def refuse_taken(port: int, name: str) -> None:
    """Stop with the name of whoever has the port of *name*, and the flag that avoids it."""
    if not is_free(port):
        raise Refusal(
            f"Port {port} ({name}) is in use by {holder(port)}. "
            "Stop it, or start this stack elsewhere: ./supergraph up --port 4200"
        )


def listener(port: int) -> psutil.Process | None:
    """The process that listens on *port*; None when there is none, or it is another user's."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return None
    for each in connections:
        if each.status == psutil.CONN_LISTEN and each.laddr[1:] == (port,) and each.pid:
            return psutil.Process(each.pid)
    return None


def holder(port: int) -> str:
    """Who listens on *port*, in words."""
    process = listener(port)
    return f"{process.name()} (pid {process.pid})" if process else "a process of another user"
