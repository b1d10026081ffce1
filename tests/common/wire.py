"""A wire to PostgreSQL that can be cut without either side being told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import make_url


class Wire:
    """What is connected by it when it is silenced stays open and says nothing any more."""

    def __init__(self, target: str) -> None:
        self._target = make_url(target)
        self._tasks: set[asyncio.Task[None]] = set()
        self._generation = 0
        self.opened = 0
        self.url = ""

    @classmethod
    @asynccontextmanager
    async def to(cls, target: str) -> AsyncIterator[Self]:
        """A wire to the server of that URL, until the end of the block."""
        wire = cls(target)
        server = await asyncio.start_server(wire._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        own = wire._target.set(host="127.0.0.1", port=port)
        wire.url = own.render_as_string(hide_password=False)
        try:
            yield wire
        finally:
            server.close()
            for task in wire._tasks:
                task.cancel()
            await asyncio.gather(*wire._tasks, return_exceptions=True)

    def silence(self) -> None:
        """Nothing comes through for whoever is connected now; a new connection is as good."""
        self._generation += 1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        target = self._target
        far_reader, far_writer = await asyncio.open_connection(target.host, target.port)
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._pass_on(source, sink, self._generation))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass_on(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, generation: int
    ) -> None:
        try:
            while data := await source.read(65536):
                if generation == self._generation:
                    sink.write(data)
        except ConnectionError:
            pass
        finally:
            sink.close()
