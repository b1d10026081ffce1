"""Access tokens, and the sessions they belong to."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from subgraphs.users.domain.people import Account, User, scopes_of
from subgraphs.users.domain.sessions import (
    Lifetimes,
    Opened,
    Session,
    device,
    digest,
    new_refresh_token,
)
from subgraphs.users.store import SessionStore


class Signer(Protocol):
    """Whoever holds the private key."""

    def sign(self, claims: Mapping[str, Any], *, audience: str, lifetime: timedelta) -> str:
        """A token that starts now."""


class Signing:
    """Opens sessions, and signs what lets somebody act for as long as a token lives."""

    def __init__(
        self, sessions: SessionStore, signer: Signer, audience: str, lifetimes: Lifetimes
    ) -> None:
        self._sessions = sessions
        self._signer = signer
        self._audience = audience
        self._lifetimes = lifetimes

    async def open(self, account: Account, device_name: str | None = None) -> Session | None:
        """A session of its own for this device; None when the account is not what it was any more.

        *account* is what the password was proved against.
        """
        token = new_refresh_token()
        opened = await self._sessions.open(account, device(device_name), digest(token))
        return None if opened is None else self.session(account.user, opened, token)

    def session(self, user: User, opened: Opened, refresh_token: str) -> Session:
        """What a client gets; the roles are those the user has now."""
        scopes = scopes_of(user.roles)
        claims = {
            "sub": user.id,
            "sid": opened.record.id,
            "scope": " ".join(scopes),
            "roles": [role.value for role in user.roles],
        }
        expires_at = datetime.now(UTC) + self._lifetimes.access
        return Session(
            id=opened.record.id,
            access_token=self._signer.sign(
                claims, audience=self._audience, lifetime=self._lifetimes.access
            ),
            expires_at=expires_at,
            refresh_token=refresh_token,
            refresh_expires_at=opened.token_expires_at,
            scopes=scopes,
        )
