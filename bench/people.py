"""People who are there for as long as a benchmark runs."""

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from devstack.stack import Stack
from subgraphs.common.ids import to_uuid
from subgraphs.common.postgres import Database
from subgraphs.users.domain.people import new_account

ADD = text(
    "insert into users (id, email, email_folded, display_name, password_hash, roles, status) "
    "values (:id, :email, :email, 'Bench', :hashed, '{CUSTOMER}', 'ACTIVE')"
)
REMOVE = text("delete from users where id = any(:ids)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Somebody:
    """An account nobody knows the password of."""

    id: str
    email: str


@asynccontextmanager
async def people(stack: Stack, count: int) -> AsyncIterator[Sequence[Somebody]]:
    """So many accounts in the stack's database, without an event that tells of them."""
    hashed = Argon2Hasher().hash(uuid.uuid4().hex)
    accounts = [new_account(f"{uuid.uuid4()}@example.com", "Bench", hashed) for _ in range(count)]
    found = [Somebody(id=each.user.id, email=each.user.email) for each in accounts]
    ids = [to_uuid(each.id, "usr") for each in found]
    rows = [
        {"id": id, "email": each.email, "hashed": hashed}
        for id, each in zip(ids, found, strict=True)
    ]
    database = Database(stack.databases.urls()["USERS_DATABASE_URL"])
    try:
        async with database.transaction() as connection:
            await connection.execute(ADD, rows)
        yield found
    finally:
        async with database.transaction() as connection:
            await connection.execute(REMOVE, {"ids": ids})
        await database.close()
