"""Opening an account, and what its owner changes of it."""

from subgraphs.common.errors import Unauthenticated
from subgraphs.common.idempotency import fingerprint
from subgraphs.users.domain.outcomes import (
    EmailTaken,
    InvalidCredentials,
    InvalidValue,
    KeyReused,
    PasswordOutcome,
    ProfileOutcome,
    RegisterOutcome,
    SignedIn,
    WeakPassword,
)
from subgraphs.users.domain.people import (
    DISPLAY_NAME_RULE,
    Account,
    UserId,
    UserStatus,
    folded,
    is_display_name,
    new_account,
)
from subgraphs.users.domain.registration import Registration, refusal
from subgraphs.users.domain.sessions import SessionEnd
from subgraphs.users.service.attempts import Attempts, refuse
from subgraphs.users.service.passwords import Passwords
from subgraphs.users.service.sessions import PASSWORD
from subgraphs.users.service.signing import Signing
from subgraphs.users.store import Registered, SessionStore, UserStore

REGISTRATION = "registration"


class AccountService:
    """Decides who gets an account, and what may become of it."""

    def __init__(
        self,
        users: UserStore,
        sessions: SessionStore,
        passwords: Passwords,
        attempts: Attempts,
        signing: Signing,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._attempts = attempts
        self._signing = signing

    async def register(
        self, registration: Registration, *, address: str | None = None
    ) -> RegisterOutcome:
        """A new account and its first session; a repeated registration gets the first account.

        RateLimited after too many registrations from one network address.
        """
        refused = refusal(registration)
        if refused is not None:
            return refused
        if address is not None:
            refuse(await self._attempts.take(REGISTRATION, address))
        hashed = await self._hashed(
            registration.password, registration.email, registration.display_name
        )
        if isinstance(hashed, WeakPassword):
            return hashed
        account = new_account(registration.email, registration.display_name, hashed)
        registered = await self._users.register(
            account, key=registration.key, fingerprint=_fingerprint(registration)
        )
        if isinstance(registered, EmailTaken):
            return registered
        if registered.found and not await self._is_repeat(registration, registered):
            return KeyReused(first_used_at=registered.created_at)
        user = registered.account.user
        return SignedIn(
            user=user, session=await self._signing.open(user), replayed=registered.found
        )

    async def change_profile(
        self, viewer_id: str, *, email: str | None, display_name: str | None
    ) -> ProfileOutcome:
        """Change what is not None."""
        if display_name is not None and not is_display_name(display_name):
            return InvalidValue(field="displayName", message=DISPLAY_NAME_RULE)
        if email is None and display_name is None:
            return (await self._own(viewer_id)).user
        changed = await self._users.change_profile(
            UserId(viewer_id),
            email=email and email.strip(),
            display_name=display_name and display_name.strip(),
        )
        if changed is None:
            raise closed()
        return changed

    async def change_password(
        self, viewer_id: str, session: str | None, *, current: str, new: str
    ) -> PasswordOutcome:
        """Another password for whoever knows the current one; every other session ends.

        RateLimited after too many wrong ones.
        """
        account = await self._own(viewer_id)
        user, key = account.user, folded(account.user.email)
        refuse(await self._attempts.until(PASSWORD, key))
        async with self._passwords.turn():
            refuse(await self._attempts.take(PASSWORD, key))
            matches, _ = await self._passwords.verify(current, account.password_hash)
        if not matches:
            return InvalidCredentials()
        await self._attempts.forget(PASSWORD, key)
        if current == new:
            return WeakPassword(violations=["This is your password already; choose another."])
        hashed = await self._hashed(new, user.email, user.display_name)
        if isinstance(hashed, WeakPassword):
            return hashed
        if not await self._users.change_hash(user.id, account.password_hash, hashed):
            # Somebody was faster, so the current password is no longer the current one.
            return InvalidCredentials()
        await self._sessions.end_all(user.id, SessionEnd.PASSWORD_CHANGED, but=session)
        return user

    async def _hashed(self, password: str, email: str, display_name: str) -> str | WeakPassword:
        async with self._passwords.turn():
            broken = await self._passwords.judge(password, email=email, display_name=display_name)
            if broken:
                return WeakPassword(violations=broken)
            return await self._passwords.hash(password)

    async def _is_repeat(self, registration: Registration, registered: Registered) -> bool:
        # The password is not in the fingerprint, which is stored unsalted; it is proved instead, so
        # that a guessed key opens nothing.
        if registered.fingerprint != _fingerprint(registration):
            return False
        async with self._passwords.turn():
            matches, _ = await self._passwords.verify(
                registration.password, registered.account.password_hash
            )
        return matches

    async def _own(self, viewer_id: str) -> Account:
        account = await self._users.account_by_id(UserId(viewer_id))
        if account is None or account.user.status is not UserStatus.ACTIVE:
            raise closed()
        return account


def closed() -> Unauthenticated:
    """The failure of whoever has a token and no account any more."""
    return Unauthenticated("This account is closed or locked; sign in with another.")


def _fingerprint(registration: Registration) -> str:
    return fingerprint(
        {"email": folded(registration.email), "name": registration.display_name.strip()}
    )
