"""Passwords hashed and judged off the event loop, a few at a time."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from subgraphs.users.domain.passwords import violations
from subgraphs.users.service.turns import Turns

T = TypeVar("T")

# One argon2id hash takes about 80 ms of a core and 64 MiB; more at once would starve the loop.
HASHES_AT_ONCE = 2
# bcrypt never looked further, and its library refuses more.
BCRYPT_BYTES = 72


class Passwords:
    """argon2id; hashes of bcrypt are taken once, and replaced by whoever knows the password."""

    def __init__(self) -> None:
        self._hasher = PasswordHash((Argon2Hasher(), BcryptHasher()))
        # Threads of our own: a caller that is cut off does not end its hash, which must still be
        # counted.
        self._threads = ThreadPoolExecutor(HASHES_AT_ONCE, thread_name_prefix="passwords")
        self._turns = Turns(HASHES_AT_ONCE)
        # What a login for an unknown address is checked against, so that it takes the same time.
        self._nobody = self._hasher.hash("no account has this password")

    def turn(self, account: str) -> AbstractAsyncContextManager[None]:
        """Hold one of a few turns; Unavailable when it would come too late."""
        return self._turns.turn(account)

    async def judge(self, password: str, *, email: str, display_name: str) -> Sequence[str]:
        """The rules a new password breaks; needs a turn."""
        return await self._run(lambda: violations(password, email=email, display_name=display_name))

    async def hash(self, password: str) -> str:
        """A salted hash that holds its own parameters; needs a turn."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, password: str, hashed: str | None) -> tuple[bool, str | None]:
        """Whether it matches, and a new hash when the old one is weaker than today's.

        None stands for an account nobody has: that takes as long. Needs a turn.
        """
        known = hashed if hashed is not None and self.knows(hashed) else None
        matches, stronger = await self._run(lambda: self._verify(password, known or self._nobody))
        return matches and known is not None, stronger

    def knows(self, hashed: str) -> bool:
        """Whether it is a hash that a login could be checked against."""
        return any(hasher.identify(hashed) for hasher in self._hasher.hashers)

    def _verify(self, password: str, hashed: str) -> tuple[bool, str | None]:
        if not hashed.startswith("$2"):
            return self._hasher.verify_and_update(password, hashed)
        matches = self._hasher.verify(password.encode()[:BCRYPT_BYTES], hashed)
        return matches, self._hasher.hash(password) if matches else None

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
