"""More logins than can be hashed are refused in time, and take nothing else down."""

import asyncio
import threading
import time

import psutil
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from subgraphs.common.deadline import TOTAL_SECONDS
from subgraphs.users.service.passwords import HASHES_AT_ONCE, Passwords
from tests.shop import Answer, Subgraph
from tests.users.people import PASSWORD, a_user, sql
from tests.users.signing_in import login, outcome, outcomes

LOGINS = 200
MOST_MIB = 300
# Of `me`, meanwhile. An event loop that hashes answers after a second.
P95_SECONDS = 0.25


async def many_accounts(database: str, count: int) -> list[str]:
    """Accounts with the password of tests, hashed as the subgraph does it; their addresses."""
    hashed = Argon2Hasher().hash(PASSWORD)
    rows = (
        "insert into users "
        "(id, email, email_folded, display_name, password_hash, roles, status) "
        "select gen_random_uuid(), email, email, 'Grace', :hashed, '{CUSTOMER}', 'ACTIVE' "
        "from unnest(cast(:emails as text[])) as email"
    )
    emails = [f"person{number}@example.com" for number in range(count)]
    await sql(database, rows, hashed=hashed, emails=emails)
    return emails


class Watch:
    """What the process takes, and how long `me` takes, until it is stopped."""

    def __init__(self, users: Subgraph, token: str) -> None:
        self._users = users
        self._token = token
        self._process = psutil.Process()
        self._before = self.most = self._process.memory_info().rss
        self.seconds: list[float] = []

    @property
    def grown_mib(self) -> float:
        """By how much it grew at most."""
        return (self.most - self._before) / 2**20

    @property
    def p95(self) -> float:
        """Within which 95 of 100 were answered."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)]

    async def run(self) -> None:
        """Ask again and again."""
        while True:
            started = time.perf_counter()
            answer = await self._users.ask("{ me { id } }", token=self._token)
            assert answer.data["me"] is not None
            self.seconds.append(time.perf_counter() - started)
            self.most = max(self.most, self._process.memory_info().rss)
            await asyncio.sleep(0.01)


async def test_two_hundred_logins_at_once(users: Subgraph, users_database: str) -> None:
    """Each gets a session or hears in time that there was none; who is signed in feels nothing."""
    emails = await many_accounts(users_database, LOGINS)
    watch = Watch(users, (await a_user(users)).token)
    watching = asyncio.create_task(watch.run())

    async def one(email: str) -> tuple[Answer, float]:
        started = time.perf_counter()
        answer = await login(users, email, PASSWORD)
        return answer, time.perf_counter() - started

    answers = await asyncio.gather(*(one(email) for email in emails))
    watching.cancel()
    found = outcomes([answer for answer, _ in answers])
    assert set(found) == {"Session", "DEPENDENCY_UNAVAILABLE"}
    refused = [answer for answer, _ in answers if answer.codes]
    assert all(answer.errors[0]["extensions"]["retryable"] is True for answer in refused)
    assert max(seconds for _, seconds in answers) < TOTAL_SECONDS
    assert watch.grown_mib < MOST_MIB
    assert watch.p95 < P95_SECONDS
    # Nothing is left of it.
    assert outcome(await login(users, emails[-1], PASSWORD)) == "Session"


async def test_no_more_than_two_hashes_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when those who asked for them are cut off, whose hashes go on."""
    passwords, counting = Passwords(), Counting()
    monkeypatch.setattr(passwords._hasher, "hash", counting.hash)

    async def one(number: int) -> None:
        async with passwords.turn(f"person{number}@example.com"):
            await passwords.hash(PASSWORD)

    for number in range(20):
        asked = asyncio.create_task(one(number))
        await asyncio.sleep(0.02)
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
    await one(20)
    assert counting.most == HASHES_AT_ONCE


class Counting:
    """Stands for a hash that takes its time; how many ran at once."""

    def __init__(self) -> None:
        self._running = self.most = 0
        self._lock = threading.Lock()

    def hash(self, _: str) -> str:
        """Take a tenth of a second."""
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
        time.sleep(0.1)
        with self._lock:
            self._running -= 1
        return ""
