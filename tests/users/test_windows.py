"""Counting in memory is cheap, and forgets what has ended."""

import time
import tracemalloc

from subgraphs.users.service.attempts import Attempts
from subgraphs.users.service.windows import MOST_WINDOWS, SWEPT, Windows


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


async def test_a_window_moves() -> None:
    """The oldest try stops counting when it is as old as the window is long."""
    clock = Clock()
    counted = Windows(clock=clock)
    for _ in range(5):
        assert await counted.acquire_entry("a", 5, 60)
        clock.now += 10
    assert not await counted.acquire_entry("a", 5, 60)
    assert await counted.get_moving_window("a", 5, 60) == (clock.now - 50, 5)
    clock.now += 10
    assert await counted.get_moving_window("a", 5, 60) == (clock.now - 50, 4)
    assert await counted.acquire_entry("a", 5, 60)


async def test_what_has_ended_is_swept() -> None:
    """A thousand names of a minute ago are gone as soon as half as many others were tried."""
    clock = Clock()
    counted = Windows(clock=clock)
    for number in range(1000):
        await counted.acquire_entry(f"old {number}", 5, 60)
    clock.now += 61
    for number in range(1000 // SWEPT + 1):
        await counted.acquire_entry(f"new {number}", 5, 60)
    assert len(counted) == 1000 // SWEPT + 1


async def test_no_more_is_kept_than_there_is_room_for() -> None:
    """Of more names than that, those tried longest ago are forgotten."""
    counted = Windows(most=100, clock=Clock())
    for number in range(100):
        await counted.acquire_entry(str(number), 1, 60)
    assert not await counted.acquire_entry("0", 1, 60)
    for number in range(100, 150):
        await counted.acquire_entry(str(number), 1, 60)
    assert len(counted) == 100
    assert await counted.acquire_entry("0", 1, 60)
    assert not await counted.acquire_entry("149", 1, 60)


async def test_a_flood_of_names_stays_small_and_quick() -> None:
    """Twice as many names as there is room for: 60 MiB at most, and 0.2 ms each."""
    attempts = Attempts("5/minute;100/15 minutes")
    tracemalloc.start()
    for number in range(MOST_WINDOWS // 10):
        await attempts.take("refresh", str(number))
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Two windows each.
    assert size / (MOST_WINDOWS // 10) / 2 * MOST_WINDOWS < 60 * 2**20
    started = time.process_time()
    for number in range(MOST_WINDOWS):
        await attempts.take("refresh", str(number))
    assert (time.process_time() - started) / MOST_WINDOWS < 0.000_2
