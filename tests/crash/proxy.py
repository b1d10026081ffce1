"""A TCP proxy that lies as networks do."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto


class Toxic(Enum):
    """What the network does."""

    NONE = auto()
    REFUSE = auto()
    DELAY = auto()
    BLACK_HOLE = auto()
    TRUNCATE = auto()
    # The request arrives and takes effect; its answer does not.
    LOST_REPLY = auto()


DELAY_SECONDS = 0.4
BLOCK = 65_536


@dataclass
class Proxy:
    """Passes bytes on to a port, unless it is told otherwise; new and living connections alike."""

    target: int
    toxic: Toxic = Toxic.NONE
    port: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self) -> None:
        """Listen, on a port of its own."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """End it with every connection."""
        if self._server:
            self._server.close()
        for writer in list(self._open):
            writer.close()

    def poison(self, toxic: Toxic) -> None:
        """From now on; connections that are open feel it too."""
        self.toxic = toxic
        if toxic is Toxic.REFUSE:
            for writer in list(self._open):
                writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.toxic is Toxic.REFUSE:
            writer.close()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        self._open |= {writer, far_writer}
        await asyncio.gather(
            self._pipe(reader, far_writer, is_reply=False),
            self._pipe(far_reader, writer, is_reply=True),
        )
        self._open -= {writer, far_writer}

    async def _pipe(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_reply: bool
    ) -> None:
        with suppress(OSError, asyncio.CancelledError):
            while block := await reader.read(BLOCK):
                if not await self._pass(block, writer, is_reply=is_reply):
                    break
        with suppress(OSError):
            writer.close()

    async def _pass(self, block: bytes, writer: asyncio.StreamWriter, *, is_reply: bool) -> bool:
        match self.toxic:
            case Toxic.DELAY:
                await asyncio.sleep(DELAY_SECONDS)
            case Toxic.BLACK_HOLE:
                return True
            case Toxic.LOST_REPLY if is_reply:
                return False
            case Toxic.TRUNCATE if is_reply:
                block = block[: len(block) // 2]
                writer.write(block)
                return False
            case _:
                pass
        writer.write(block)
        await writer.drain()
        return True
