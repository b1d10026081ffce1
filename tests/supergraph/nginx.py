"""nginx as a CDN would stand before the public router: the machine's own, else Debian's."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devstack.layout import ROOT, is_root
from devstack.ports import answers
from tests.debian import program

CONFIGURATION = ROOT / "docs" / "nginx-cdn.conf"


@contextmanager
def cdn(router: str, port: int, folder: Path) -> Iterator[str]:
    """A cache before the router at *router*; its address."""
    text = CONFIGURATION.read_text().replace("router.internal:4000", router)
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}")
    text = text.replace("/var/cache/nginx", str(folder / "cache"))
    user = "user root;\n" if is_root() else ""
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{text}}}\n"
    )
    argv = [*program("nginx", "usr/sbin/nginx"), "-p", str(folder)]
    argv += ["-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
    started = subprocess.Popen(argv)
    try:
        ends = time.monotonic() + 10
        while not answers(port):
            assert started.poll() is None, (folder / "error.log").read_text()
            assert time.monotonic() < ends, "nginx does not listen"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        started.terminate()
        started.wait()
