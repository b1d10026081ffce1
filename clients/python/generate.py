"""Generates `commerce_client` from the operations and the graph, the same bytes every time.

The generator runs in an environment of its own: it needs a graphql-core older than the subgraphs'.
"""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE / "commerce_client"
# The launcher's own uv, for when there is none on the PATH.
LAUNCHERS_UV = HERE.parents[1] / ".uv" / "bin" / "uv"

GENERATOR = "ariadne-codegen==0.19.0"
# These two shape its output as much as its own version does.
SHAPERS = ("graphql-core==3.2.14", "ruff==0.15.22")


def command() -> list[str]:
    """The generator's command line."""
    uv = shutil.which("uv") or str(LAUNCHERS_UV)
    beside = [part for shaper in SHAPERS for part in ("--with", shaper)]
    return [uv, "tool", "run", "--isolated", "--from", GENERATOR, *beside, "ariadne-codegen"]


def main() -> None:
    """Replace the package, so that nothing of a removed operation stays behind."""
    shutil.rmtree(PACKAGE, ignore_errors=True)
    subprocess.run(command(), cwd=HERE, check=True)  # noqa: S603 - our own, fixed command


if __name__ == "__main__":
    main()
