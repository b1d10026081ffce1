"""What staff changes of people: their roles, and whether they may come in."""

from subgraphs.common.errors import Forbidden
from subgraphs.users.domain.outcomes import InvalidValue, RoleOutcome, UserNotFound
from subgraphs.users.domain.people import Role, User, UserId, UserStatus
from subgraphs.users.store import NotAnAdministrator, UserStore


class PeopleService:
    """Grants, revokes, locks and unlocks; each is repeatable.

    To read, an access token keeps what it was signed with until it expires; a refresh gets what is
    true then. What an administrator changes needs one of that very moment.
    """

    def __init__(self, users: UserStore) -> None:
        self._users = users

    async def grant(self, by: str | None, id: str, role: Role) -> RoleOutcome:
        """Give somebody a role; an operator, who is None, or an administrator of this moment."""
        return await self._change(by, id, role, granted=True)

    async def revoke(self, by: str | None, id: str, role: Role) -> RoleOutcome:
        """Take a role from somebody; as `grant`."""
        if by == id and role is Role.ADMIN:
            # The last administrator could not be made one again by anybody in the shop.
            message = "You cannot take ADMIN from yourself; ask another administrator."
            return InvalidValue(field="role", message=message)
        return await self._change(by, id, role, granted=False)

    async def lock(self, id: UserId) -> User | None:
        """Keep somebody out; their sessions end. None when nobody is there."""
        return await self._users.change_status(id, UserStatus.LOCKED)

    async def unlock(self, id: UserId) -> User | None:
        """Let somebody in again; None when nobody is there."""
        return await self._users.change_status(id, UserStatus.ACTIVE)

    async def _change(self, by: str | None, id: str, role: Role, *, granted: bool) -> RoleOutcome:
        try:
            changed = await self._users.change_roles(
                None if by is None else UserId(by), UserId(id), role, granted=granted
            )
        except NotAnAdministrator:
            raise Forbidden("You are no administrator any more.") from None
        return changed or UserNotFound()
