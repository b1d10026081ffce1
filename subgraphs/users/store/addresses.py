"""Address books: at most one default in each, kept so by one lock a person."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Uuid, any_, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from subgraphs.common.ids import new_id, to_uuid
from subgraphs.common.postal import Address
from subgraphs.common.postgres import Connection, Database, Prepared
from subgraphs.users import tables
from subgraphs.users.domain.addresses import (
    ADDRESS_PREFIX,
    MOST_ADDRESSES,
    SavedAddress,
)
from subgraphs.users.domain.people import UserId, UserStatus
from subgraphs.users.store.rows import to_saved_address, user_uuid

_addresses, _users = tables.addresses, tables.users
ADDRESSES_BY_USER = Prepared(
    select(_addresses)
    .where(_addresses.c.user_id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(_addresses.c.is_default.desc(), _addresses.c.id)
)


class BookFull(Exception):
    """There is no room for another address."""


class AddressStore:
    """Holds the engine; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def addresses_by_user(
        self, ids: Sequence[UserId]
    ) -> Mapping[UserId, Sequence[SavedAddress]]:
        """Each person's addresses, the default first, then the oldest."""
        known = {uuid: id for id in ids if (uuid := user_uuid(id))}
        found: dict[UserId, list[SavedAddress]] = {id: [] for id in ids}
        for row in await self._database.fetch(ADDRESSES_BY_USER, {"ids": list(known)}):
            found[known[row.user_id]].append(to_saved_address(row))
        return found

    async def add(self, owner: UserId, address: Address, *, default: bool) -> SavedAddress | None:
        """Add an address, as the default if it is the first; None when nobody is there."""
        async with self._database.transaction() as connection:
            if not await _own_book(connection, owner):
                return None
            held = await connection.execute(_count(owner))
            count = int(held.scalar_one())
            if count >= MOST_ADDRESSES:
                raise BookFull
            is_default = default or count == 0
            if is_default:
                await connection.execute(_no_default(owner))
            row = await connection.execute(
                insert(_addresses)
                .values(
                    id=to_uuid(new_id(ADDRESS_PREFIX), ADDRESS_PREFIX),
                    user_id=user_uuid(owner),
                    is_default=is_default,
                    **asdict(address),
                )
                .returning(_addresses)
            )
        return to_saved_address(row.one())

    async def change(
        self, owner: UserId, id: str, address: Address, *, default: bool
    ) -> SavedAddress | None:
        """Put *address* in place of one of this person's; None when they have no such one."""
        async with self._database.transaction() as connection:
            if not await _own_book(connection, owner):
                return None
            changed = await connection.execute(
                update(_addresses)
                .where(*_this(owner, id))
                .values(**asdict(address))
                .returning(_addresses)
            )
            row = changed.one_or_none()
            if row is None or not default:
                return None if row is None else to_saved_address(row)
            return await _prefer(connection, owner, id)

    async def prefer(self, owner: UserId, id: str) -> SavedAddress | None:
        """Make one of this person's addresses their default; None when they have no such one."""
        async with self._database.transaction() as connection:
            if not await _own_book(connection, owner):
                return None
            return await _prefer(connection, owner, id)

    async def remove(self, owner: UserId, id: str) -> bool:
        """Remove an address; the newest of the others takes a default's place. Whether it was."""
        async with self._database.transaction() as connection:
            if not await _own_book(connection, owner):
                return False
            gone = delete(_addresses).where(*_this(owner, id)).returning(_addresses.c.is_default)
            was_default = (await connection.execute(gone)).scalar_one_or_none()
            if was_default:
                await connection.execute(_newest_is_default(owner))
        return was_default is not None


async def _own_book(connection: Connection, owner: UserId) -> bool:
    """Wait for whoever changes this book; False when its owner is gone or locked out."""
    book = select(_users.c.status).where(_users.c.id == user_uuid(owner)).with_for_update()
    status = (await connection.execute(book)).scalar_one_or_none()
    return status == UserStatus.ACTIVE.value


async def _prefer(connection: Connection, owner: UserId, id: str) -> SavedAddress | None:
    there = select(_addresses.c.id).where(*_this(owner, id))
    if (await connection.execute(there)).one_or_none() is None:
        return None
    await connection.execute(_no_default(owner))
    preferred = update(_addresses).where(*_this(owner, id)).values(is_default=True)
    return to_saved_address((await connection.execute(preferred.returning(_addresses))).one())


def _this(owner: UserId, id: str) -> tuple[Any, Any]:
    uuid = to_uuid(id, ADDRESS_PREFIX)
    return _addresses.c.user_id == user_uuid(owner), _addresses.c.id == uuid


def _count(owner: UserId) -> Any:
    return select(func.count()).where(_addresses.c.user_id == user_uuid(owner))


def _no_default(owner: UserId) -> Any:
    theirs = _addresses.c.user_id == user_uuid(owner)
    return update(_addresses).where(theirs, _addresses.c.is_default).values(is_default=False)


def _newest_is_default(owner: UserId) -> Any:
    newest = (
        select(_addresses.c.id)
        .where(_addresses.c.user_id == user_uuid(owner))
        .order_by(_addresses.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return update(_addresses).where(_addresses.c.id == newest).values(is_default=True)
