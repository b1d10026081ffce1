"""Reading accounts, and changing them: whoever changes one tells others in the same transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Uuid, any_, bindparam, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.exc import IntegrityError

from subgraphs.common.postgres import Connection, Database, Prepared, violates
from subgraphs.users import tables
from subgraphs.users.domain.events import EventType, cloud_event
from subgraphs.users.domain.outcomes import EmailTaken
from subgraphs.users.domain.people import Account, Role, User, UserId, UserStatus, folded
from subgraphs.users.domain.sessions import SessionEnd
from subgraphs.users.outbox import Outbox
from subgraphs.users.store.rows import account_row, to_account, to_user, user_uuid
from subgraphs.users.store.sessions import end_sessions

# An array: one prepared statement for any number of keys.
USERS_BY_ID = Prepared(
    select(tables.users).where(tables.users.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)
USER_BY_EMAIL = Prepared(
    select(tables.users).where(tables.users.c.email_folded == bindparam("email"))
)
UNIQUE_EMAIL = "uq_users_email_folded"


class NotAnAdministrator(Exception):
    """Somebody acts as an administrator and is none any more."""


class UserStore:
    """Holds the engine; each method is one transaction."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    async def users_by_id(self, ids: Sequence[UserId]) -> Mapping[UserId, User]:
        """Fetch many users in one query; unknown ids are absent from the result."""
        known = {uuid: id for id in ids if (uuid := user_uuid(id))}
        rows = await self._database.fetch(USERS_BY_ID, {"ids": list(known)})
        return {known[row.id]: to_user(row) for row in rows}

    async def account_by_email(self, email: str) -> Account | None:
        """The account with this address in any case, None when there is none."""
        row = await self._database.fetch_one(USER_BY_EMAIL, {"email": folded(email)})
        return None if row is None else to_account(row)

    async def account_by_id(self, id: UserId) -> Account | None:
        """The account with this id, None when there is none."""
        row = await self._database.fetch_one(USERS_BY_ID, {"ids": [user_uuid(id)]})
        return None if row is None else to_account(row)

    async def add_if_absent(self, account: Account) -> bool:
        """Add the account; do nothing when its address is known. Whether it was added."""
        addition = insert_or(tables.users).values(account_row(account)).on_conflict_do_nothing()
        async with self._database.transaction() as connection:
            added = (await connection.execute(addition.returning(tables.users.c.id))).one_or_none()
            if added is not None:
                told = cloud_event(EventType.REGISTERED, account.user)
                await self._outbox.tell(connection, told)
        return added is not None

    async def change_hash(self, id: UserId, old: str, new: str) -> bool:
        """Store another hash, unless the *old* one was replaced meanwhile; whether it was not."""
        users = tables.users
        change = (
            update(users)
            .where(users.c.id == user_uuid(id), users.c.password_hash == old)
            .values(password_hash=new, updated_at=func.now())
        )
        async with self._database.transaction() as connection:
            return int((await connection.execute(change)).rowcount) == 1

    async def change_password(
        self, id: UserId, old: str, new: str, *, kept_session: str | None
    ) -> bool:
        """Store the hash of another password and end every session but one, unless the *old* one
        was replaced meanwhile; whether it was not."""
        users = tables.users
        change = (
            update(users)
            .where(users.c.id == user_uuid(id), users.c.password_hash == old)
            .where(users.c.status == UserStatus.ACTIVE.value)
            .values(password_hash=new, updated_at=func.now())
        )
        async with self._database.transaction() as connection:
            if int((await connection.execute(change)).rowcount) == 0:
                return False
            because = SessionEnd.PASSWORD_CHANGED
            await end_sessions(connection, id, because, but=kept_session)
        return True

    async def change_profile(
        self, id: UserId, *, email: str | None, display_name: str | None
    ) -> User | EmailTaken | None:
        """Change what is not None; another address is not verified. None when nobody is there."""
        values: dict[str, Any] = {}
        if display_name is not None:
            values["display_name"] = display_name
        if email is not None:
            is_same = tables.users.c.email_folded == folded(email)
            values |= {
                "email": email,
                "email_folded": folded(email),
                "email_verified": tables.users.c.email_verified & is_same,
            }
        try:
            # A locked person changes nothing, nor does whoever made support lock them.
            is_active = tables.users.c.status == UserStatus.ACTIVE.value
            return await self._change(id, EventType.UPDATED, is_active, **values)
        except IntegrityError as error:
            if violates(error, UNIQUE_EMAIL):
                return EmailTaken()
            raise

    async def change_roles(
        self, by: UserId | None, id: UserId, role: Role, *, granted: bool
    ) -> User | None:
        """Grant or revoke a role; None when nobody is there. Repeatable.

        NotAnAdministrator when whoever does it is none any more, whatever their token says.
        """
        roles = tables.users.c.roles
        without = func.array_remove(roles, role.value)
        changed = func.array_append(without, role.value) if granted else without
        async with self._database.transaction() as connection:
            if by is not None and not await _is_administrator(connection, by):
                raise NotAnAdministrator
            return await self._told(connection, id, EventType.UPDATED, roles=changed)

    async def change_status(self, id: UserId, status: UserStatus) -> User | None:
        """Lock or unlock; None when nobody is there."""
        told = EventType.LOCKED if status is UserStatus.LOCKED else EventType.UNLOCKED
        async with self._database.transaction() as connection:
            user = await self._told(connection, id, told, status=status.value)
            if user is not None and status is UserStatus.LOCKED:
                await end_sessions(connection, id, SessionEnd.ACCOUNT_LOCKED)
        return user

    async def is_administrator(self, id: UserId) -> bool:
        """Whether this person is one now, whatever a token says."""
        async with self._database.transaction() as connection:
            return await _is_administrator(connection, id)

    async def _change(
        self, id: UserId, told: EventType, *conditions: Any, **values: Any
    ) -> User | None:
        async with self._database.transaction() as connection:
            return await self._told(connection, id, told, *conditions, **values)

    async def _told(
        self,
        connection: Connection,
        id: UserId,
        told: EventType,
        *conditions: Any,
        **values: Any,
    ) -> User | None:
        user = await change_user(connection, id, *conditions, **values)
        if user is not None:
            await self._outbox.tell(connection, cloud_event(told, user))
        return user


async def _is_administrator(connection: Connection, id: UserId) -> bool:
    """Waits for whoever changes this person's roles, and then looks again."""
    users = tables.users
    is_one = (
        select(users.c.id)
        .where(users.c.id == user_uuid(id), users.c.status == UserStatus.ACTIVE.value)
        .where(literal(Role.ADMIN.value) == any_(users.c.roles))
        .with_for_update(read=True)
    )
    return (await connection.execute(is_one)).one_or_none() is not None


async def change_user(
    connection: Connection, id: UserId, *conditions: Any, **values: Any
) -> User | None:
    """Change an account that is not deleted and meets the conditions; the user as it is then, with
    its next version."""
    users = tables.users
    change = (
        update(users)
        .where(users.c.id == user_uuid(id), users.c.status != UserStatus.DELETED.value, *conditions)
        .values(version=users.c.version + 1, updated_at=func.now(), **values)
        .returning(users)
    )
    row = (await connection.execute(change)).one_or_none()
    return None if row is None else to_user(row)
