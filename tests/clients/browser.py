"""A Chromium to look at pages with: the machine's own, else one from a package."""

import os
import shutil
from pathlib import Path

from devstack import npm
from devstack.commands import run
from devstack.layout import ROOT, layout
from devstack.npm import NODE
from devstack.processes import locked

PROJECT = ROOT / "tests" / "clients" / "chromium"
# Nothing but the page: no updates, no look-ups, no sandbox that a container forbids.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FONTS = """<?xml version="1.0"?>
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def chromium() -> tuple[Path, dict[str, str]]:
    """The program, and what its environment needs beside ours."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is not None:
        return Path(found), {}
    npm.install(PROJECT)
    folder = layout().cache / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "unpacked"):
        # The package unpacks the libraries too when it thinks it runs in that cloud.
        cloud = "AWS_Lambda_nodejs22.x"
        environment = {"TMPDIR": str(folder), "AWS_EXECUTION_ENV": cloud}
        program = run(
            [NODE, PROJECT / "unpack.mjs"], env=environment, what="unpack Chromium", cwd=PROJECT
        )
    libraries = f"{folder / 'al2023' / 'lib'}:{os.environ.get('LD_LIBRARY_PATH', '')}"
    # The package's own configuration names its fonts where that cloud would have put them.
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS.format(fonts=folder / "fonts", cache=folder / "fonts-cache"))
    return Path(program), {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_FILE": str(fonts)}
