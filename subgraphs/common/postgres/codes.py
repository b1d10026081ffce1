"""What goes wrong with PostgreSQL, in our codes; by SQLAlchemy or straight from the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from asyncpg import IntegrityConstraintViolationError, PostgresError
from asyncpg import InterfaceError as DriverInterfaceError
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from subgraphs.common.errors import BadUserInput, Unavailable

# SQLSTATE 22021: text that PostgreSQL cannot store, such as NUL.
_UNSTORABLE = "22021"
# The connection is gone, out of connections or memory, shutting down or starting up (SQLSTATE
# classes 08, 53 and 57P), and a statement that took too long, perhaps because it waited for a lock.
_SERVER_IN_TROUBLE = ("08", "53", "57P", "57014")
_NO_ANSWER = "The database does not answer; try again."


@contextmanager
def our_codes() -> Iterator[None]:
    """Trouble of the server's is Unavailable, what it cannot store BadUserInput."""
    try:
        yield
    except (IntegrityError, IntegrityConstraintViolationError):
        raise
    except PoolTimeout:
        raise Unavailable("Too many requests wait for the database; try again.") from None
    except (DBAPIError, PostgresError, DriverInterfaceError) as error:
        state = _sqlstate(error)
        if state == _UNSTORABLE:
            raise BadUserInput("A text holds a character that cannot be stored.") from None
        if state.startswith(_SERVER_IN_TROUBLE) or _is_disconnected(error):
            raise Unavailable(_NO_ANSWER) from error
        raise
    except (OSError, TimeoutError) as error:
        # asyncpg raises these bare when it cannot connect, or waits too long.
        raise Unavailable(_NO_ANSWER) from error


def violates(error: IntegrityError, constraint: str) -> bool:
    """Whether *error* is the violation of that constraint: a unique constraint is our lock."""
    return getattr(getattr(error.orig, "__cause__", None), "constraint_name", None) == constraint


def _sqlstate(error: Any) -> str:
    return getattr(getattr(error, "orig", error), "sqlstate", None) or ""


def _is_disconnected(error: Exception) -> bool:
    """SQLAlchemy knows; the driver's errors of this kind are a connection that is not usable."""
    if isinstance(error, DBAPIError):
        return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
    return isinstance(error, DriverInterfaceError)
