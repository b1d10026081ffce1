"""The users subgraph: a model, a loader, a schema, an application."""

import os
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import strawberry
from fastapi import Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from strawberry.dataloader import DataLoader
from strawberry.types import Info as StrawberryInfo

from bench.peers.strawberry_usual.app import Context, app_of
from bench.peers.strawberry_usual.scalars import CONFIG
from bench.peers.strawberry_usual.sessions import sessions
from bench.peers.strawberry_usual.viewer import Viewer as SignedIn
from subgraphs.common.ids import from_uuid, to_uuid

Info = StrawberryInfo[Context, None]


class Model(DeclarativeBase):
    """The users database."""


class UserRow(Model):
    """A row of `users`."""

    __tablename__ = "users"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    display_name: Mapped[str]


def users_by_id(session: AsyncSession) -> DataLoader[str, "User | None"]:
    """Many people in one statement."""

    async def load(ids: list[str]) -> Sequence["User | None"]:
        uuids = [to_uuid(id, "usr") for id in ids]
        rows = await session.scalars(select(UserRow).where(UserRow.id.in_(uuids)))
        found = {user.id: user for user in map(User.from_row, rows)}
        return [found.get(strawberry.ID(id)) for id in ids]

    return DataLoader(load_fn=load)


@strawberry.federation.type(keys=["id"])
class User:
    id: strawberry.ID
    display_name: str

    @classmethod
    def from_row(cls, row: UserRow) -> "User":
        """The GraphQL form of a row."""
        id = strawberry.ID(from_uuid(row.id, "usr"))
        return cls(id=id, display_name=row.display_name)

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "User | None":
        """The user another subgraph points at."""
        found: User | None = await info.context["user_by_id"].load(id)
        return found


@strawberry.type
class Viewer:
    @strawberry.field
    async def user(self, info: Info) -> User | None:
        found: User | None = await info.context["user_by_id"].load(info.context["viewer"])
        return found


@strawberry.type
class Query:
    @strawberry.federation.field(shareable=True)
    def viewer(self, info: Info) -> Viewer | None:
        return None if info.context["viewer"] is None else Viewer()


schema = strawberry.federation.Schema(
    query=Query, types=[User], config=CONFIG, federation_version="2.9"
)


def create_app() -> FastAPI:
    """The application over the database in the environment."""
    session = sessions(os.environ["USERS_DATABASE_URL"])

    async def context(
        viewer: SignedIn, session: Annotated[AsyncSession, Depends(session)]
    ) -> Context:
        return {"viewer": viewer, "user_by_id": users_by_id(session)}

    return app_of(schema, context)
