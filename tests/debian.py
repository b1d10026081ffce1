"""Programs tests need beside the shop: the machine's own, else Debian's, never installed."""

import os
import platform
import shutil

from devstack.debian import download, extract
from devstack.layout import layout
from devstack.processes import locked


def program(package: str, path: str) -> list[str]:
    """How to run the program a Debian package has at *path*."""
    name = path.rpartition("/")[2]
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is not None:
        return [found]
    folder = layout().cache / package
    libraries = folder / "usr" / "lib" / f"{platform.machine()}-linux-gnu"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "unpacked"):
        if not (folder / path).exists():
            shutil.rmtree(folder / "apt", ignore_errors=True)
            _, archives = download(f"^{package}$", folder / "apt")
            for deb in archives.glob("*.deb"):
                extract(deb, folder, ("./usr/lib", "./usr/bin", "./usr/sbin"))
            shutil.rmtree(folder / "apt")
    # Its own loader with its own libraries; the system's stay out of it.
    (loader,) = libraries.glob("ld-linux-*.so.*")
    return [str(loader), "--library-path", str(libraries), str(folder / path)]
