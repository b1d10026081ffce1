"""An ORM session for each request."""

from collections.abc import AsyncIterator, Callable

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine


def sessions(url: str) -> Callable[[], AsyncIterator[AsyncSession]]:
    """A dependency that opens a session on the database at *url* and closes it."""
    engine = create_async_engine(
        "postgresql+asyncpg://" + url.split("://", 1)[1],
        pool_size=10,
        max_overflow=0,
        connect_args={"server_settings": {"timezone": "UTC"}},
    )
    make = async_sessionmaker(engine, expire_on_commit=False)

    async def session() -> AsyncIterator[AsyncSession]:
        async with make() as opened:
            yield opened

    return session
