"""The database engine from Debian packages: unpacked into a folder, never installed."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from devstack.commands import run
from devstack.processes import locked
from devstack.refusal import Refusal

SUITE = "forky"
PATTERN = r"^postgresql-[0-9]+-documentdb$"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# What runs needs libraries and PostgreSQL's own files; documentation and tools stay out.
WANTED = (
    "./usr/lib/x86_64-linux-gnu",
    "./usr/lib/aarch64-linux-gnu",
    "./usr/lib/postgresql",
    "./usr/share/postgresql",
    "./usr/share/zoneinfo",
)
# Libraries nothing of ours loads: dependencies of packages we do not run.
UNWANTED = re.compile(
    r"^(systemd|perl|libperl|gnupg|gpg|dirmngr|fonts|locales|adduser|passwd|procps)"
)


def install_engine(folder: Path) -> str:
    """PostgreSQL with DocumentDB in *folder*; the package's version. Quick when it is there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    recorded = folder / "VERSION"
    with locked(folder.parent / "engine"):
        if not recorded.exists():
            _install(folder)
    return recorded.read_text().strip()


def _install(folder: Path) -> None:
    _require_apt()
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    apt = fresh / "apt"
    package, archives = download(PATTERN, apt)
    version = _unpack(archives, fresh, package)
    shutil.rmtree(apt)
    _make_relocatable(fresh, folder)
    (fresh / "VERSION").write_text(version)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.chmod(0o755)
    fresh.replace(folder)


def download(pattern: str, apt: Path) -> tuple[str, Path]:
    """The newest package whose name fits, and the folder with it and all it depends on."""
    config = _private_apt(apt)
    run(["apt-get", "update"], what="fetch Debian's package lists", env=config)
    package = _resolve(config, pattern)
    run(
        ["apt-get", "install", "--yes", "--download-only", package],
        what=f"download {package}",
        env=config,
    )
    return package, apt / "cache" / "archives"


def _require_apt() -> None:
    if shutil.which("apt-get") is None or not KEYRING.exists():
        raise Refusal(
            "This machine has no Debian packages to take PostgreSQL and DocumentDB from. Set "
            "USERS_DATABASE_URL, ORDERS_DATABASE_URL and CATALOGUE_MONGO_URL to databases of "
            "yours, or start some: docker compose up -d users-db orders-db catalogue-db"
        )


def _private_apt(apt: Path) -> dict[str, str]:
    """apt with folders of its own, so the system's package state is neither read nor changed."""
    for part in ("lists/partial", "cache/archives/partial"):
        (apt / part).mkdir(parents=True)
    (apt / "status").touch()
    (apt / "sources.list").write_text(f"deb [signed-by={KEYRING}] {_mirror()} {SUITE} main\n")
    config = apt / "apt.conf"
    config.write_text(
        f'Dir::Etc::sourcelist "{apt}/sources.list";\nDir::Etc::sourceparts "-";\n'
        f'Dir::State::lists "{apt}/lists";\nDir::State::status "{apt}/status";\n'
        f'Dir::Cache "{apt}/cache";\nDebug::NoLocking "true";\n'
        # A mirror that stands still is good enough for a development database.
        'Acquire::Check-Valid-Until "false";\nAPT::Install-Recommends "false";\n'
        # root's apt hands the download to a user that cannot write here.
        'APT::Sandbox::User "root";\n'
    )
    return {"APT_CONFIG": str(config)}


def _mirror() -> str:
    """Where this machine takes Debian from."""
    folder = Path("/etc/apt")
    files = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    for file in files:
        text = file.read_text() if file.is_file() else ""
        found = re.search(r"^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(\S+/debian)/?(?:\s|$)", text, re.M)
        if found:
            return found[1]
    raise Refusal("No Debian archive is named in this machine's apt configuration.")


def _resolve(config: dict[str, str], pattern: str) -> str:
    names = run(
        ["apt-cache", "search", "--names-only", pattern],
        what="search Debian's packages",
        env=config,
    )
    found = sorted(line.split()[0] for line in names.splitlines() if line)
    if not found:
        raise Refusal(f"Debian {SUITE} has no package {pattern}.")
    return found[-1]


def _unpack(archives: Path, folder: Path, package: str) -> str:
    version = ""
    for deb in sorted(archives.glob("*.deb")):
        if deb.name.startswith(f"{package}_"):
            version = deb.name.split("_")[1]
        if UNWANTED.match(deb.name):
            continue
        extract(deb, folder, WANTED)
    if not list(folder.glob("usr/lib/postgresql/*/bin/postgres")):
        raise Refusal(f"{package} was unpacked and holds no PostgreSQL server.")
    # What PostGIS' package script does through alternatives, which would write outside this folder.
    for control in folder.glob("usr/share/postgresql/*/extension/*-3.control"):
        control.with_name(control.name.replace("-3.control", ".control")).symlink_to(control.name)
    return version


def extract(deb: Path, folder: Path, wanted: Sequence[str]) -> None:
    """Unpack the *wanted* folders of a package, those it has."""
    content = ["dpkg-deb", "--fsys-tarfile", str(deb)]
    unpack = ["tar", "-x", "-C", str(folder), "--no-same-owner", "--exclude=*/bitcode"]
    with subprocess.Popen(content, stdout=subprocess.PIPE) as archive:  # noqa: S603
        # tar complains about each wanted folder a package does not have; what counts is checked
        # when all are unpacked.
        subprocess.run(  # noqa: S603
            [*unpack, "--wildcards", *wanted],
            stdin=archive.stdout,
            stderr=subprocess.DEVNULL,
            check=False,
        )


def _make_relocatable(folder: Path, home: Path) -> None:
    """Let every program and library find the others under *home*, and never the system's."""
    libraries = next(folder.glob("usr/lib/*-linux-gnu"))
    arch = libraries.name
    # Extensions load each other (pg_documentdb its core), so their folder is one of libraries too.
    modules = next(folder.glob("usr/lib/postgresql/*/lib")).relative_to(folder)
    nested = [home / "usr/lib" / arch / name for name in _nested(libraries)]
    paths = [home / "usr/lib" / arch, home / modules, *nested]
    rpath = ":".join(str(path) for path in paths)
    loader = next(libraries.glob("ld-linux-*.so.*"))
    shared = [file for file in folder.rglob("*.so*") if _is_elf(file)]
    programs = [file for file in folder.glob("usr/lib/postgresql/*/bin/*") if _is_elf(file)]
    ours = [file for file in shared if not file.name.startswith(("ld-linux", "libc.so"))]
    run(["patchelf", "--set-rpath", rpath, *ours], what="make the engine relocatable")
    interpreter = home / "usr/lib" / arch / loader.name
    for program in programs:
        run(
            ["patchelf", "--set-interpreter", interpreter, "--set-rpath", rpath, program],
            what="make the engine relocatable",
        )


def _nested(libraries: Path) -> list[str]:
    return sorted(
        each.name for each in libraries.iterdir() if each.is_dir() and any(each.glob("*.so*"))
    )


def _is_elf(file: Path) -> bool:
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"
