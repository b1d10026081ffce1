"""Asking an ASGI app without a server: what it is told message by message, and what it sends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Scope

from subgraphs.common.headers import RawHeaders


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A request as it comes over the wire: its body in pieces, or cut off."""

    method: str = "POST"
    path: str = "/graphql"
    query: bytes = b""
    headers: RawHeaders = ()
    pieces: Sequence[bytes] = (b"",)
    is_cut_off: bool = False

    @property
    def scope(self) -> Scope:
        """A fresh one: apps write into it."""
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "http",
            "server": ("127.0.0.1", 4001),
            "client": ("127.0.0.1", 40_000),
            "method": self.method,
            "root_path": "",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": self.query,
            "headers": list(self.headers),
            "state": {},
        }

    def messages(self) -> Iterable[Message]:
        """What a server tells of it."""
        last = len(self.pieces) - 1
        for number, piece in enumerate(self.pieces):
            more = number < last or self.is_cut_off
            yield {"type": "http.request", "body": piece, "more_body": more}
        while True:
            yield {"type": "http.disconnect"}


@dataclass(frozen=True)
class Got:
    """What an app sent, and what it raised."""

    messages: list[Message] = field(default_factory=list)
    raised: str | None = None

    @property
    def status(self) -> int:
        """The status of the answer."""
        return int(self.messages[0]["status"])

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(each.get("body", b"") for each in self.messages[1:])


async def asked(app: ASGIApp, sent: Sent) -> Got:
    """One request, with nothing between the app and us."""
    coming, got = iter(sent.messages()), Got()

    async def receive() -> Message:
        return next(coming)

    async def send(message: Message) -> None:
        got.messages.append(message)

    try:
        await app(sent.scope, receive, send)
    except Exception as error:
        return Got(got.messages, f"{type(error).__name__}: {error}")
    return got
