"""What staff changes of people: their roles, and whether they may come in."""

from subgraphs.users.domain.outcomes import InvalidValue, RoleOutcome, UserNotFound
from subgraphs.users.domain.people import Role, User, UserId, UserStatus
from subgraphs.users.domain.sessions import SessionEnd
from subgraphs.users.store import SessionStore, UserStore


class PeopleService:
    """Grants, revokes, locks and unlocks; each is repeatable.

    An access token keeps what it was signed with until it expires; a refresh gets what is true
    then.
    """

    def __init__(self, users: UserStore, sessions: SessionStore) -> None:
        self._users = users
        self._sessions = sessions

    async def grant(self, id: str, role: Role) -> RoleOutcome:
        """Give somebody a role."""
        changed = await self._users.change_roles(UserId(id), role, granted=True)
        return changed or UserNotFound()

    async def revoke(self, viewer_id: str, id: str, role: Role) -> RoleOutcome:
        """Take a role from somebody."""
        if viewer_id == id and role is Role.ADMIN:
            # The last administrator could not be made one again by anybody in the shop.
            message = "You cannot take ADMIN from yourself; ask another administrator."
            return InvalidValue(field="role", message=message)
        changed = await self._users.change_roles(UserId(id), role, granted=False)
        return changed or UserNotFound()

    async def lock(self, id: UserId) -> User | None:
        """Keep somebody out; their sessions end. None when nobody is there."""
        changed = await self._users.change_status(id, UserStatus.LOCKED)
        if changed is not None:
            await self._sessions.end_all(id, SessionEnd.ACCOUNT_LOCKED)
        return changed

    async def unlock(self, id: UserId) -> User | None:
        """Let somebody in again; None when nobody is there."""
        return await self._users.change_status(id, UserStatus.ACTIVE)
