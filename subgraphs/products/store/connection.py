"""The connection to MongoDB, and what goes wrong with it said in our codes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.errors import (
    ConnectionFailure,
    ExecutionTimeout,
    OperationFailure,
    WTimeoutError,
)
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from subgraphs.common.errors import BadUserInput, Unavailable
from subgraphs.common.statements import note

Database: TypeAlias = AsyncIOMotorDatabase[Mapping[str, Any]]

_NO_ANSWER = "The catalogue database does not answer; try again."
# InternalError is what FerretDB answers while the engine below it is away; the others are a
# MongoDB that is shutting down or changing its primary.
_SERVER_IN_TROUBLE = frozenset({1, 91, 189, 11600, 11602})


def connect(url: str) -> Database:
    """The database named in *url*; one client an event loop, bound to it at its first use."""
    client: AsyncIOMotorClient[Mapping[str, Any]] = AsyncIOMotorClient(
        url,
        # All shorter than the router's 3 s, so that our own code reaches the client.
        serverSelectionTimeoutMS=2000,
        connectTimeoutMS=2000,
        socketTimeoutMS=2500,
        maxPoolSize=20,
        waitQueueTimeoutMS=2000,
        w="majority",
        event_listeners=[NotedCommands()],
    )
    return client.get_default_database(codec_options=CodecOptions(tz_aware=True))


class NotedCommands(CommandListener):
    """Counts what is sent, for the request it is sent for; the command's values stay out."""

    def started(self, event: CommandStartedEvent) -> None:
        """Note the command and the collection or cursor it concerns."""
        note(f"{event.command_name} {event.command.get(event.command_name)}")

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to note."""


@contextmanager
def our_codes() -> Iterator[None]:
    """Turns a database that does not answer into Unavailable."""
    try:
        yield
    except UnicodeEncodeError:
        raise BadUserInput("A text holds a character that cannot be stored.") from None
    except (ConnectionFailure, ExecutionTimeout, WTimeoutError) as error:
        raise Unavailable(_NO_ANSWER) from error
    except OperationFailure as error:
        if error.code in _SERVER_IN_TROUBLE:
            raise Unavailable(_NO_ANSWER) from error
        raise
