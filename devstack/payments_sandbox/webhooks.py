"""Telling the shop what happened, signed as Stripe signs: HMAC-SHA256 over time and body."""

import asyncio
import hashlib
import hmac
import json
import time
import uuid

import httpx2

LATE_SECONDS = 2.0


class Webhooks:
    """Sends without waiting; a shop that is down hears nothing, as with a real provider's first
    try."""

    def __init__(self, url: str | None, secret: str) -> None:
        self._url = url
        self._secret = secret.encode()
        self._http = httpx2.AsyncClient(timeout=2)
        self._tasks: set[asyncio.Task[None]] = set()

    def tell(self, kind: str, key: str, *, noisily: bool) -> None:
        """Send word of an effect; *noisily* twice at once, and again when nobody expects it."""
        if self._url is None:
            return
        body = json.dumps({"id": f"evt_{uuid.uuid4().hex}", "type": kind, "key": key}).encode()
        for delay in (0.0, 0.0, LATE_SECONDS) if noisily else (0.0,):
            task = asyncio.create_task(self._send(body, delay))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Drop what is not sent yet."""
        for task in self._tasks:
            task.cancel()
        await self._http.aclose()

    async def _send(self, body: bytes, delay: float) -> None:
        await asyncio.sleep(delay)
        headers = {"content-type": "application/json", "payments-signature": self._signature(body)}
        try:
            await self._http.post(str(self._url), content=body, headers=headers)
        except httpx2.HTTPError:
            # The shop asks for itself sooner or later; it must not depend on hearing this.
            return

    def _signature(self, body: bytes) -> str:
        now = str(int(time.time()))
        signed = hmac.new(self._secret, f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        return f"t={now},v1={signed}"
