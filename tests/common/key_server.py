"""A real server of a key set, which can be stopped, made to hang, and asked how often it was."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class KeyServer:
    """Serves *document*; a test changes it as a rotation would."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.asked = 0
        # Cleared, answers wait for it.
        self.goes = threading.Event()
        self.goes.set()
        # Each byte in good time, the whole never.
        self.drips = False
        self._server = self._start(0)
        self.url = f"http://127.0.0.1:{self._server.server_port}/.well-known/jwks.json"

    def stop(self) -> None:
        """Nobody listens at the address any more."""
        self.drips = False
        self.goes.set()
        self._server.shutdown()
        self._server.server_close()

    def start_again(self) -> None:
        """Back at the same address."""
        self._server = self._start(self._server.server_port)

    def _start(self, port: int) -> ThreadingHTTPServer:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                outer.goes.wait()
                known = outer.document
                body = known if isinstance(known, bytes) else json.dumps(known).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                while outer.drips:
                    self.wfile.write(b" ")
                    time.sleep(0.1)
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server
