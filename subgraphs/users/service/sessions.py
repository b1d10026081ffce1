"""Signing in, staying signed in, and signing out."""

from dataclasses import replace

import structlog
from prometheus_client import Counter

from subgraphs.common.auth import Viewer
from subgraphs.common.errors import Unauthenticated
from subgraphs.common.faults import reach
from subgraphs.users.domain.outcomes import (
    AccountLocked,
    InvalidCredentials,
    LoginOutcome,
    SignedIn,
)
from subgraphs.users.domain.people import Account, UserId, UserStatus, folded
from subgraphs.users.domain.sessions import (
    RefreshRefused,
    SessionEnd,
    digest,
    new_refresh_token,
)
from subgraphs.users.service.attempts import Attempts, refuse
from subgraphs.users.service.passwords import Passwords
from subgraphs.users.service.signing import Signing
from subgraphs.users.store import SessionStore, UserStore

log = structlog.get_logger()
LOGINS = Counter("users_logins_total", "Logins", ["outcome"])
REUSES = Counter("users_refresh_tokens_reused_total", "Sessions ended because a token came twice")

# Kinds of attempts. Who tries to change a password guesses it as who logs in does.
PASSWORD, REFRESH = "password", "refresh"
# The same by network address, each for itself: whoever guesses passwords in a café must not end the
# sessions of those who sit there too.
LOGIN_FROM, REFRESH_FROM = "login from", "refresh from"


class SessionService:
    """Decides who gets a session, and for how long it goes on."""

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

    async def login(
        self, email: str, password: str, *, device_name: str | None, address: str | None
    ) -> LoginOutcome:
        """A session for whoever knows the password; a wrong address and password look alike.

        RateLimited after too many failures from one network address; of one account, known or not,
        that is AccountLocked.
        """
        outcome = await self._login(email, password, device_name, address)
        LOGINS.labels(type(outcome).__name__).inc()
        return outcome

    async def _login(
        self, email: str, password: str, device_name: str | None, address: str | None
    ) -> LoginOutcome:
        until = await self._attempts.until(PASSWORD, folded(email))
        if until is not None:
            return AccountLocked(retry_after=until)
        await self._attempts.admit(LOGIN_FROM, address)
        async with self._passwords.turn(folded(email)):
            proved = await self._prove(email, password, address)
        if not isinstance(proved, Account):
            return proved
        if proved.user.status is UserStatus.LOCKED:
            return AccountLocked()
        session = await self._signing.open(proved, device_name)
        if session is None:
            # Locked, deleted or given another password since: what was proved opens nothing.
            return InvalidCredentials()
        return SignedIn(user=proved.user, session=session)

    async def _prove(
        self, email: str, password: str, address: str | None
    ) -> Account | InvalidCredentials | AccountLocked:
        """Whose password it is, with a hash of today's strength; needs a turn."""
        # Again: those before may have failed while this one waited.
        await self._attempts.admit(LOGIN_FROM, address)
        account = await self._users.account_by_email(email)
        # Counted before it is known to fail: of many at once no more than these are checked.
        until = await self._attempts.take(PASSWORD, folded(email))
        if until is not None:
            return AccountLocked(retry_after=until)
        hashed = account.password_hash if account else None
        matches, stronger = await self._passwords.verify(password, hashed)
        if account is None or not matches or account.user.status is UserStatus.DELETED:
            await self._attempts.blame(LOGIN_FROM, address)
            return InvalidCredentials()
        await self._attempts.forget(PASSWORD, folded(email))
        if stronger is None:
            return account
        await self._users.change_hash(account.user.id, account.password_hash, stronger)
        return replace(account, password_hash=stronger)

    async def refresh(self, refresh_token: str, *, address: str | None) -> LoginOutcome:
        """The next tokens of a session; a token that comes again ends it.

        RateLimited after too many failures from one network address, or with one token.
        """
        await self._attempts.admit(REFRESH_FROM, address)
        old = digest(refresh_token)
        refuse(await self._attempts.until(REFRESH, old.hex()))
        fresh = new_refresh_token()
        reach("refresh:before")
        rotated = await self._sessions.rotate(old, digest(fresh))
        reach("refresh:after")
        if isinstance(rotated, RefreshRefused):
            if rotated.stolen is not None:
                REUSES.inc()
                stolen = rotated.stolen
                log.warning("refresh_token_reused", session=stolen.id, user=stolen.user_id)
            await self._attempts.blame(REFRESH, old.hex())
            await self._attempts.blame(REFRESH_FROM, address)
            return InvalidCredentials()
        session = self._signing.session(rotated.user, rotated.opened, fresh)
        return SignedIn(user=rotated.user, session=session)

    async def require_live(self, viewer: Viewer) -> None:
        """UNAUTHENTICATED when the token's session has ended, though the token has not expired.

        For what a stolen token must not do in the minutes it has left.
        """
        ended = viewer.session is not None and not await self._sessions.is_live(
            UserId(viewer.id), viewer.session
        )
        if ended:
            raise Unauthenticated("This session has ended; log in again.")

    async def logout(self, user_id: UserId, session_id: str) -> None:
        """End this session; repeatable."""
        await self._sessions.end(user_id, session_id, SessionEnd.LOGGED_OUT)

    async def logout_everywhere(self, user_id: UserId) -> None:
        """End every session of this user."""
        await self._sessions.end_all(user_id, SessionEnd.LOGGED_OUT)

    async def revoke(self, user_id: UserId, session_id: str) -> bool:
        """End a session of this user's; False when they have no such session."""
        return await self._sessions.end(user_id, session_id, SessionEnd.REVOKED)
