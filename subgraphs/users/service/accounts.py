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
from subgraphs.users.domain.passwords import LENGTH_RULE, PASSWORD_LENGTH
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
from subgraphs.users.service.attempts import Attempts, refuse
from subgraphs.users.service.passwords import Passwords
from subgraphs.users.service.sessions import PASSWORD
from subgraphs.users.service.signing import Signing
from subgraphs.users.store import Registered, RegistrationStore, UserStore

REGISTRATION, NEW_EMAIL = "registration", "new email"


class AccountService:
    """Decides who gets an account, and what may become of it."""

    def __init__(
        self,
        users: UserStore,
        registrations: RegistrationStore,
        passwords: Passwords,
        attempts: Attempts,
        signing: Signing,
    ) -> None:
        self._users = users
        self._registrations = registrations
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
        email = folded(registration.email)
        async with self._passwords.turn(email):
            outcome = await self._look(registration)
            if outcome is not None:
                return outcome
            hashed = await self._passwords.hash(registration.password)
        account = new_account(registration.email, registration.display_name, hashed)
        registered = await self._registrations.register(
            account, key=registration.key, fingerprint=_fingerprint(registration)
        )
        if isinstance(registered, EmailTaken):
            return registered
        if registered.found:
            async with self._passwords.turn(email):
                return await self._again(registration, registered)
        return await self._signed_in(account, replayed=False)

    async def change_profile(
        self, viewer_id: str, *, email: str | None, display_name: str | None
    ) -> ProfileOutcome:
        """Change what is not None. RateLimited after too many other addresses: each says whether it
        is taken."""
        if display_name is not None and not is_display_name(display_name):
            return InvalidValue(field="displayName", message=DISPLAY_NAME_RULE)
        if email is None and display_name is None:
            return InvalidValue(field="", message="Send what is to be changed: a name, an address.")
        if email is not None:
            refuse(await self._attempts.take(NEW_EMAIL, viewer_id))
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
        if len(new) not in PASSWORD_LENGTH:
            return WeakPassword(violations=[LENGTH_RULE])
        account = await self._own(viewer_id)
        user, email = account.user, folded(account.user.email)
        async with self._passwords.turn(email):
            # Also by the account itself: its address can be changed, and would be counted anew.
            if not await self._proves(current, account.password_hash, email, viewer_id):
                return InvalidCredentials()
        if current == new:
            return WeakPassword(violations=["This is your password already; choose another."])
        async with self._passwords.turn(email):
            broken = await self._passwords.judge(
                new, email=user.email, display_name=user.display_name
            )
            if broken:
                return WeakPassword(violations=broken)
            hashed = await self._passwords.hash(new)
        changed = await self._users.change_password(
            user.id, account.password_hash, hashed, kept_session=session
        )
        # If not, somebody was faster: the current password is no longer the current one.
        return user if changed else InvalidCredentials()

    async def _look(self, registration: Registration) -> RegisterOutcome | None:
        """What is known before anything is hashed; the store decides what is not."""
        broken = await self._passwords.judge(
            registration.password, email=registration.email, display_name=registration.display_name
        )
        if broken:
            return WeakPassword(violations=broken)
        # In this order: an account that is seen came with its key, which is seen after it.
        taken = await self._users.account_by_email(registration.email)
        held = await self._registrations.registration(registration.key)
        if held is not None:
            return await self._again(registration, held)
        return None if taken is None else EmailTaken()

    async def _again(self, registration: Registration, held: Registered) -> RegisterOutcome:
        """The first account for a repeat of its registration; needs a turn."""
        # The password is not in the fingerprint, which is stored unsalted; it is proved instead, so
        # that a guessed key opens nothing.
        hashed, email = held.account.password_hash, folded(registration.email)
        is_same = held.fingerprint == _fingerprint(registration)
        if not is_same or not await self._proves(registration.password, hashed, email):
            return KeyReused(first_used_at=held.created_at)
        return await self._signed_in(held.account, replayed=True)

    async def _proves(self, password: str, hashed: str, *counted: str) -> bool:
        """Whether it is the password; counted as a failure of each until it is; needs a turn."""
        for key in counted:
            refuse(await self._attempts.take(PASSWORD, key))
        matches, _ = await self._passwords.verify(password, hashed)
        if matches:
            for key in counted:
                await self._attempts.forget(PASSWORD, key)
        return matches

    async def _signed_in(self, account: Account, *, replayed: bool) -> SignedIn:
        session = await self._signing.open(account)
        if session is None:
            raise closed()
        return SignedIn(user=account.user, session=session, replayed=replayed)

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
