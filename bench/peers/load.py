"""A load generator that costs little: it shares the machine with what it measures."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from typing import cast

import httptools

from devstack.refusal import Refusal

# Of the last answer of a connection; the slowest implementation with the longest list is below it.
PATIENCE = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What clients saw; times in seconds."""

    times: Sequence[float]
    elapsed: float
    # Answers that were errors; their times are in nobody's favour, so they are in no figure.
    failures: Sequence[str]


def request(port: int, headers: Mapping[str, str], body: bytes) -> bytes:
    """A GraphQL request as it goes over the wire."""
    lines = [
        "POST /graphql HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        "content-type: application/json",
        "accept: application/json",
        f"content-length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def load(port: int, requests: Sequence[Sequence[bytes]], seconds: float) -> Loaded:
    """Ask for so many seconds: a connection for each sequence of requests, which it goes round."""
    loop = asyncio.get_running_loop()
    ends = time.perf_counter() + seconds
    connections = []
    for own in requests:
        make = partial(Connection, cycle(own), ends)
        connections.append((await loop.create_connection(make, "127.0.0.1", port))[1])
    started = time.perf_counter()
    try:
        for each in connections:
            each.ask()
        async with asyncio.timeout(seconds + PATIENCE):
            await asyncio.gather(*(each.done for each in connections))
        elapsed = time.perf_counter() - started
    except TimeoutError:
        raise Refusal(f"Port {port} did not answer within {PATIENCE:.0f} s.") from None
    finally:
        for each in connections:
            each.close()
    times = [each for connection in connections for each in connection.times]
    failures = [each for connection in connections for each in connection.failures]
    if not times:
        raise Refusal(f"A server under load answered nothing but errors: {failures[0]}")
    return Loaded(times=times, elapsed=elapsed, failures=failures)


class Connection(asyncio.Protocol):
    """Asks the next question as soon as the last one is answered, without a task or an await."""

    def __init__(self, requests: Iterator[bytes], ends: float) -> None:
        self._requests = requests
        self._ends = ends
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._asked_at = 0.0
        self.times: list[float] = []
        self.failures: list[str] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = cast(asyncio.Transport, transport)

    def ask(self) -> None:
        """Send the next request."""
        self._body.clear()
        self._asked_at = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls the three below."""
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """A part of an answer."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Note how long it took, or that it failed, and go on unless the time is up."""
        now, status = time.perf_counter(), self._parser.get_status_code()
        answer = b"".join(self._body)
        if status != 200 or b'"errors"' in answer:
            self.failures.append(f"{status}: {answer[:300].decode(errors='replace')}")
        else:
            self.times.append(now - self._asked_at)
        if now < self._ends:
            self.ask()
        elif not self.done.done():
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """A server that hangs up in the middle of a measurement has failed it."""
        if not self.done.done():
            reason = exc or "without a word"
            self.done.set_exception(Refusal(f"A server under load hung up ({reason})."))

    def close(self) -> None:
        """Hang up."""
        self.done.cancel()
        self._transport.abort()
