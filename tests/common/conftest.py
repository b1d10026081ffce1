"""A ring of keys on a clock of its own, for whatever verifies by it."""

from datetime import timedelta
from pathlib import Path

import pytest

from subgraphs.common.keyring import KeyRing, make_first_key
from tests.common.clock import Clock

LIFETIME = timedelta(minutes=15)


@pytest.fixture
def clock() -> Clock:
    """Stands still until it is told to go."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """The keys of users, with the first of them."""
    make_first_key(tmp_path / "users", clock.now)
    return tmp_path / "users"


@pytest.fixture
def ring(folder: Path, clock: Clock) -> KeyRing:
    """The keys of users, in a process that never starts again."""
    return KeyRing(folder, "users", LIFETIME, clock=clock)
