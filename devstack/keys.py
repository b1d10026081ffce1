"""Secrets of a checkout: made at first start, readable by their owner alone, never committed."""

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from devstack.layout import Layout
from devstack.refusal import Refusal

KEY_BITS = 2048


def make_keys(layout: Layout) -> None:
    """Make what is missing; what is there stays."""
    layout.keys.mkdir(parents=True, exist_ok=True)
    layout.keys.chmod(0o700)
    for name in ("users", "orders"):
        path = signing_key(layout, name)
        if not path.exists():
            _write(path, _new_signing_key())
    for name in ("router-secret", "database-password", "demo-password", "webhook-secret"):
        path = layout.keys / name
        if not path.exists():
            _write(path, secrets.token_urlsafe(18).encode())


def signing_key(layout: Layout, issuer: str) -> Path:
    """The private key with which *issuer* signs its tokens."""
    return layout.keys / f"{issuer}-1.pem"


def secret(layout: Layout, name: str) -> str:
    """A secret by its name."""
    try:
        return (layout.keys / name).read_text()
    except FileNotFoundError:
        raise Refusal("Nothing was ever started here; ./supergraph up") from None


def _new_signing_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    # A start that is interrupted here leaves no half-written key behind.
    fresh.replace(path)
