"""Secrets of a checkout: made at first start, readable by their owner alone, never committed."""

import secrets
from pathlib import Path

from devstack.layout import SUBGRAPHS, Layout
from devstack.refusal import Refusal
from subgraphs.common.keyring import make_first_key

# Who signs tokens, each with a ring of its own.
ISSUERS = ("users", "orders")
# One a subgraph: whoever learns one can pose as the router towards that subgraph alone.
ROUTER_SECRETS = tuple(f"router-secret-{name}" for name in SUBGRAPHS)


def make_keys(layout: Layout) -> None:
    """Make what is missing; what is there stays."""
    layout.keys.mkdir(parents=True, exist_ok=True)
    layout.keys.chmod(0o700)
    for issuer in ISSUERS:
        make_first_key(key_ring(layout, issuer))
    for name in (*ROUTER_SECRETS, "database-password", "demo-password", "webhook-secret"):
        path = layout.keys / name
        if not path.exists():
            _write(path, secrets.token_urlsafe(18).encode())


def key_ring(layout: Layout, issuer: str) -> Path:
    """The folder of the private keys with which *issuer* signs its tokens."""
    return layout.keys / issuer


def router_secret(layout: Layout, subgraph: str) -> str:
    """What the router shows *subgraph*."""
    return secret(layout, f"router-secret-{subgraph}")


def secret(layout: Layout, name: str) -> str:
    """A secret by its name."""
    try:
        return (layout.keys / name).read_text()
    except FileNotFoundError:
        raise Refusal("Nothing was ever started here; ./supergraph up") from None


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    # A start that is interrupted here leaves no half-written key behind.
    fresh.replace(path)
