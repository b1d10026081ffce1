"""A ring lists its folder again only where the folder may have changed; no change is missed."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from subgraphs.common.keyring import KeyRing, RingError, rotate, withdraw
from tests.common.clock import Clock

LIFETIME = timedelta(minutes=15)
MOMENT = 0.05


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How often a folder was listed."""
    seen: list[object] = []
    scandir = os.scandir

    def listing(folder: Path) -> object:
        seen.append(folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", listing)
    return seen


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder rests when it did not change for a moment: tests do not wait for seconds."""
    monkeypatch.setattr("subgraphs.common.keyring.files.SETTLED_NS", int(MOMENT * 1e9))


@pytest.mark.usefixtures("settled")
def test_a_folder_at_rest_is_listed_once(ring: KeyRing, listed: list[object]) -> None:
    """Each token costs one question for the folder's time."""
    time.sleep(2 * MOMENT)
    kid = ring.signing_kid
    del listed[:]
    assert all(ring.public_key(kid) for _ in range(10))
    assert listed == []


def test_a_folder_that_just_changed_is_listed_each_time(
    ring: KeyRing, listed: list[object]
) -> None:
    """It could change again within the step in which its file system counts."""
    kid = ring.signing_kid
    del listed[:]
    assert all(ring.public_key(kid) for _ in range(10))
    assert len(listed) == 10


@pytest.mark.usefixtures("settled")
def test_a_change_after_a_rest_is_seen_at_once(folder: Path, ring: KeyRing, clock: Clock) -> None:
    """A key that comes counts, and one that is withdrawn does not, in that very moment."""
    first = ring.signing_kid
    for _ in range(3):
        time.sleep(2 * MOMENT)
        assert ring.public_key(first)
        clock.wait(seconds=1)
        rotate(folder, ahead=timedelta(), now=clock.now)
        second = ring.signing_kid
        assert second != first
        assert ring.public_key(second)
        withdraw(folder, first.partition(":")[2], clock.now)
        assert ring.public_key(first) is None
        first = second


@pytest.mark.usefixtures("settled")
def test_a_key_dies_without_a_change(folder: Path, ring: KeyRing, clock: Clock) -> None:
    """Its end comes by the clock, also where the folder rests."""
    first = ring.signing_kid
    rotate(folder, ahead=timedelta(), now=clock.now + timedelta(seconds=1))
    time.sleep(2 * MOMENT)
    clock.wait(seconds=LIFETIME.total_seconds())
    assert ring.public_key(first)
    clock.wait(seconds=1)
    assert ring.public_key(first) is None


@pytest.mark.usefixtures("settled")
def test_a_folder_that_could_not_be_listed_is_listed_again(
    folder: Path, ring: KeyRing, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """A moment without file descriptors must not hide what happened in it."""
    stolen = ring.signing_kid
    rotate(folder, ahead=timedelta(), now=clock.now + timedelta(seconds=1))
    clock.wait(seconds=1)
    assert ring.signing_kid != stolen
    withdraw(folder, stolen.partition(":")[2], clock.now)
    time.sleep(2 * MOMENT)

    def failing(_: Path) -> set[str]:
        raise RingError("too many open files")

    with monkeypatch.context() as patched:
        patched.setattr("subgraphs.common.keyring.ring.names_in", failing)
        assert ring.public_key(stolen)
    assert ring.public_key(stolen) is None


@pytest.mark.usefixtures("settled")
def test_a_key_that_cannot_be_read_is_tried_again(folder: Path, ring: KeyRing) -> None:
    """It is mended in its file, and the folder does not change."""
    (good,) = folder.glob("*.pem")
    later = folder / "20990101T000000Z.pem"
    later.write_bytes(b"not yet")
    time.sleep(2 * MOMENT)
    assert ring.public_key("users:20990101T000000Z") is None
    later.write_bytes(good.read_bytes())
    assert ring.public_key("users:20990101T000000Z")
