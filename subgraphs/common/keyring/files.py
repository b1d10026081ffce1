"""A ring on disk: one PEM file a key, written whole or not at all."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

FORMAT = "%Y%m%dT%H%M%SZ"
# Enough until 2030 by NIST SP 800-57; longer ones cost every verifier more.
KEY_BITS = 2048
# No key of the ring: what is being written, or what a killed writer left.
UNFINISHED = ".new"
# Far more than the steps in which a file system counts time.
SETTLED_NS = 3_000_000_000

Footprint: TypeAlias = tuple[int, int, int, int]


class RingError(Exception):
    """What a ring cannot do, as a sentence for whoever runs it."""


def name_of(instant: datetime) -> str:
    """The name of the key that signs from *instant*; names sort as their instants do."""
    return instant.astimezone(UTC).strftime(FORMAT)


def instant_of(name: str) -> datetime | None:
    """The instant a key's name tells; None when it is no such name."""
    try:
        instant = datetime.strptime(name, FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None
    # strptime also reads what it would not write, as a month of one digit.
    return instant if name_of(instant) == name else None


def names_in(folder: Path) -> set[str]:
    """What may be a key's name; files with other endings are none of the ring."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name[:-4] for entry in entries if entry.name.endswith(".pem")}
    except OSError as error:
        raise RingError(f"{folder} cannot be read as a key ring: {error.strerror}.") from None


def footprint(folder: Path) -> Footprint | None:
    """What is another one after any file appeared in the folder, or went; None when nobody knows.

    A folder that changed a moment ago has none: it could change again at the same instant.
    """
    try:
        found = folder.stat()
    except OSError:
        return None
    if time.time_ns() - found.st_ctime_ns < SETTLED_NS:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def file_of(folder: Path, name: str) -> Path:
    """Where the key of that name is."""
    return folder / f"{name}.pem"


def read_key(file: Path) -> RSAPrivateKey:
    """The private key in *file*; RingError when there is none that may sign."""
    try:
        private = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise RingError(f"{file} cannot be read as a private key: {error}.") from None
    if not isinstance(private, RSAPrivateKey) or private.key_size < KEY_BITS:
        raise RingError(f"{file} does not hold an RSA key of at least {KEY_BITS} bits.")
    return private


def write_key(folder: Path, name: str) -> None:
    """A new key under *name*, closed to others; a kill at any moment leaves it whole or absent."""
    private = generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    fresh = folder / f".{name}{UNFINISHED}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        # Else a power cut could leave the name of a key without its content.
        os.fsync(file.fileno())
    fresh.replace(file_of(folder, name))


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """One change of a ring at a time; the lock ends with its process, however that ends."""
    names_in(folder)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        for unfinished in folder.glob(f".*{UNFINISHED}"):
            unfinished.unlink()
        yield
    finally:
        os.close(descriptor)
