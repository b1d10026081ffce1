"""The body of a request, read within bounds, and played again to whoever else must read it."""

from collections import deque

from starlette.types import Message, Receive

# Twice what the router takes from a client (`limits.http_max_request_bytes`): a fetch adds what
# other subgraphs told of at most two hundred entities.
MAX_BYTES = 4_000_000


class ReadAgain:
    """A `receive` that remembers what it read."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read: deque[Message] = deque()

    async def body(self) -> bytes | None:
        """The whole body; None when it is too long, or its sender is gone before its end."""
        size = 0
        while True:
            message = await self._receive()
            self._read.append(message)
            if message["type"] != "http.request":
                return None
            size += len(message.get("body", b""))
            if size > MAX_BYTES:
                return None
            if not message.get("more_body", False):
                return b"".join(each.get("body", b"") for each in self._read)

    async def __call__(self) -> Message:
        """What was read, from the beginning; then whatever comes next."""
        if self._read:
            return self._read.popleft()
        return await self._receive()
