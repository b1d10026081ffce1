"""Registering and signing in."""

import asyncio
from datetime import UTC, datetime, timedelta

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from subgraphs.common.idempotency import fingerprint
from subgraphs.common.ids import new_id
from subgraphs.common.keyring import KeyRing
from subgraphs.users.domain import (
    ID_PREFIX,
    Account,
    AccountLocked,
    EmailTaken,
    InvalidCredentials,
    KeyReused,
    LoginOutcome,
    RegisterOutcome,
    Registration,
    Role,
    Session,
    SignedIn,
    User,
    UserId,
    UserStatus,
    folded,
    refusal,
    scopes_of,
)
from subgraphs.users.store import Registered, UserStore

# One argon2id hash takes about 80 ms of a core and 64 MiB; more at once would starve the loop.
HASHES_AT_ONCE = 2


class Passwords:
    """argon2id off the event loop, a few at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHash((Argon2Hasher(),))
        self._turn = asyncio.Semaphore(HASHES_AT_ONCE)
        # What a login for an unknown address is checked against, so that it takes the same time.
        self._nobody = self._hasher.hash("no account has this password")

    async def hash(self, password: str) -> str:
        """A salted hash that holds its own parameters."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password: str, hashed: str | None) -> tuple[bool, str | None]:
        """Whether it matches, and a new hash when the old one is weaker than today's."""
        async with self._turn:
            matches, stronger = await asyncio.to_thread(
                self._hasher.verify_and_update, password, hashed or self._nobody
            )
        return matches and hashed is not None, stronger


class AccountService:
    """Decides who gets an account and who gets a session."""

    def __init__(
        self,
        store: UserStore,
        passwords: Passwords,
        ring: KeyRing,
        *,
        audience: str,
        minutes: int,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._ring = ring
        self._audience = audience
        self._lifetime = timedelta(minutes=minutes)

    async def register(self, registration: Registration) -> RegisterOutcome:
        """A new account and its first session; a repeated registration gets the first account."""
        refused = refusal(registration)
        if refused is not None:
            return refused
        account = new_account(
            registration.email,
            registration.display_name,
            await self._passwords.hash(registration.password),
        )
        registered = await self._store.register(
            account, key=registration.key, fingerprint=_fingerprint(registration)
        )
        if isinstance(registered, EmailTaken):
            return registered
        if registered.found and not await self._is_repeat(registration, registered):
            return KeyReused(first_used_at=registered.created_at)
        return self._signed_in(registered.account.user, replayed=registered.found)

    async def login(self, email: str, password: str) -> LoginOutcome:
        """A session for whoever knows the password; a wrong address and password look alike."""
        account = await self._store.account_by_email(email)
        matches, stronger = await self._passwords.verify(
            password, account.password_hash if account else None
        )
        if account is None or not matches or account.user.status is UserStatus.DELETED:
            return InvalidCredentials()
        if account.user.status is UserStatus.LOCKED:
            return AccountLocked()
        if stronger is not None:
            await self._store.change_hash(account.user.id, stronger)
        return self._signed_in(account.user)

    async def _is_repeat(self, registration: Registration, registered: Registered) -> bool:
        # The password is not in the fingerprint, which is stored unsalted; it is proved instead, so
        # that a guessed key opens nothing.
        matches, _ = await self._passwords.verify(
            registration.password, registered.account.password_hash
        )
        return matches and registered.fingerprint == _fingerprint(registration)

    def _signed_in(self, user: User, *, replayed: bool = False) -> SignedIn:
        scopes = scopes_of(user.roles)
        claims = {
            "sub": user.id,
            "scope": " ".join(scopes),
            "roles": [role.value for role in user.roles],
        }
        expires_at = datetime.now(UTC) + self._lifetime
        token = self._ring.sign(claims, audience=self._audience, lifetime=self._lifetime)
        session = Session(access_token=token, expires_at=expires_at, scopes=scopes)
        return SignedIn(user=user, session=session, replayed=replayed)


def new_account(
    email: str, display_name: str, password_hash: str, roles: tuple[Role, ...] = (Role.CUSTOMER,)
) -> Account:
    """An active account with a fresh id."""
    now = datetime.now(UTC)
    user = User(
        id=UserId(new_id(ID_PREFIX)),
        email=email.strip(),
        display_name=display_name.strip(),
        roles=roles,
        status=UserStatus.ACTIVE,
        created_at=now,
        updated_at=now,
    )
    return Account(user=user, password_hash=password_hash)


def _fingerprint(registration: Registration) -> str:
    return fingerprint(
        {"email": folded(registration.email), "name": registration.display_name.strip()}
    )
