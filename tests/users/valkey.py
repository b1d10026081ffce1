"""A Valkey server of a test's own, with the accidents real ones have."""

import shutil
import signal
import subprocess
import time

from coredis import Redis

from devstack.ports import answers, is_free
from tests.debian import program


class Valkey:
    """Keeps nothing on disk, like a cache; a Redis server is the same where the machine has one."""

    def __init__(self) -> None:
        self.port = next(port for port in range(18_300, 18_400) if is_free(port))
        found = shutil.which("redis-server")
        self._argv = [found] if found else program("valkey-server", "usr/bin/valkey-server")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where attempts are counted."""
        return f"redis://127.0.0.1:{self.port}/1"

    def start(self) -> None:
        """Run it, empty."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--daemonize"]
        self._process = subprocess.Popen([*self._argv, *options, "no"], stdout=subprocess.DEVNULL)
        ends = time.monotonic() + 10
        while not answers(self.port):
            assert self._process.poll() is None, "Valkey ended at once"
            assert time.monotonic() < ends, "Valkey does not listen"
            time.sleep(0.05)

    def stop(self) -> None:
        """End it, with all it knows."""
        if self._process is not None:
            self.resume()
            self._process.terminate()
            self._process.wait()
            self._process = None

    def hang(self) -> None:
        """It takes connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """It goes on where it stood."""
        self._signal(signal.SIGCONT)

    async def expiries(self) -> dict[str, int]:
        """Every key, and the seconds it is still kept."""
        client = Redis.from_url(self.url, decode_responses=True)
        found = {str(key): int(await client.ttl(key)) for key in await client.keys("*")}
        client.connection_pool.disconnect()
        return found

    def _signal(self, which: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(which)
