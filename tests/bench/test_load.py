"""The load generator counts what was answered, and does not count what was not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bench.peers.load import load, request
from devstack.refusal import Refusal

WHOLE = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n" + b'{"data":{}}'
CHUNKED = (
    b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"d\r\n8\r\nata":{}}\r\n0\r\n\r\n'
)
ERRORS = b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n" + b'{"errors":[]}'
HANGS_UP = b""
REFUSED = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"


@asynccontextmanager
async def answering(*answers: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that gives these answers in turn, the last one for ever; and what it was asked."""
    asked: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while question := await reader.read(65_536):
            asked.append(question)
            answer = answers[min(len(asked), len(answers)) - 1]
            if answer == HANGS_UP:
                break
            writer.write(answer)
            # Slow enough that a test makes hundreds of them and not thousands.
            await asyncio.sleep(0.001)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


@pytest.mark.parametrize("answer", [WHOLE, CHUNKED])
async def test_every_answer_is_timed(answer: bytes) -> None:
    """Each connection asks again once it is answered, and goes round its questions."""
    async with answering(answer) as (port, asked):
        questions = [request(port, {"authorization": who}, b"{}") for who in ("a", "b")]
        loaded = await load(port, [questions], 0.1)

    assert len(loaded.times) == len(asked) > 2
    assert asked[:3] == [questions[0], questions[1], questions[0]]


@pytest.mark.parametrize("answer", [ERRORS, REFUSED])
async def test_a_failure_is_never_counted_as_fast(answer: bytes) -> None:
    """An answer with errors, or a refusal, is told apart and has no time."""
    async with answering(answer, WHOLE) as (port, asked):
        loaded = await load(port, [[request(port, {}, b"{}")]], 0.1)

    assert len(loaded.failures) == 1
    assert len(loaded.times) == len(asked) - 1


@pytest.mark.parametrize("answer", [ERRORS, HANGS_UP])
async def test_a_broken_server_ends_the_measurement(answer: bytes) -> None:
    """Nothing but errors, or a server that hangs up, is no measurement."""
    async with answering(answer) as (port, _):
        with pytest.raises(Refusal, match="under load"):
            await asyncio.wait_for(load(port, [[request(port, {}, b"{}")]], 0.2), 5)
