"""Where things are: the checkout, its running state, and what is kept between checkouts."""

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUBGRAPHS = ("users", "products", "orders")
# What a subgraph does when nobody is asking; over the same database, with the same settings.
WORKERS = {"users-worker": "users", "products-worker": "products", "orders-worker": "orders"}
# Who runs the databases when root starts them: PostgreSQL refuses to run as root.
UNPRIVILEGED = "nobody"
# For what `nobody` must read, where root's home is closed to it.
SHARED = Path("/var/lib/commerce-supergraph")


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """The folders of one stack."""

    state: Path
    cache: Path
    data: Path
    engine: Path

    @property
    def logs(self) -> Path:
        """One file a process."""
        return self.state / "logs"

    @property
    def keys(self) -> Path:
        """Secrets of this checkout, made at first start."""
        return self.state / "keys"

    @property
    def graph(self) -> Path:
        """The graph that is running, which may be ahead of the committed one."""
        return self.state / "graph"


def layout() -> Layout:
    """This checkout's folders; `SUPERGRAPH_STATE` and `SUPERGRAPH_CACHE` move them."""
    state = Path(os.environ.get("SUPERGRAPH_STATE", ROOT / ".supergraph")).absolute()
    cache = Path(os.environ.get("SUPERGRAPH_CACHE", "~/.cache/commerce-supergraph")).expanduser()
    checkout = hashlib.sha256(str(state).encode()).hexdigest()[:12]
    return Layout(
        state=state,
        cache=cache.absolute(),
        data=state / "data" if readable(state) else SHARED / checkout,
        engine=cache / "engine" if readable(cache) else SHARED / "engine",
    )


def is_root() -> bool:
    """Whether the launcher must drop privileges for the databases."""
    return os.getuid() == 0


def readable(folder: Path) -> bool:
    """Whether the databases' user can reach *folder*."""
    if not is_root():
        return True
    return all(parent.stat().st_mode & 0o001 for parent in folder.parents if parent.exists())


def make_private(folder: Path) -> Path:
    """Create *folder* for the databases' user alone."""
    folder.mkdir(parents=True, exist_ok=True)
    if is_root():
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o700)
    return folder
