"""Making, turning and withdrawing keys; each change is one file that appears or goes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from subgraphs.common.claims import LEEWAY, MAX_LIFETIME
from subgraphs.common.keyring.files import (
    RingError,
    file_of,
    instant_of,
    name_of,
    names_in,
    only_writer,
    write_key,
)
from subgraphs.common.keyring.turns import State, turns

# Twice the time in which verifiers look again at what is published (jwks.REFRESH_SECONDS).
AHEAD = timedelta(seconds=600)
# No token may live longer, so behind it a key is dead whatever the issuer's settings are.
KEEP = MAX_LIFETIME + LEEWAY


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedKey:
    """A key of a ring, as operators see it."""

    name: str
    state: State
    signs_from: datetime
    # None while nothing comes after it.
    published_until: datetime | None


def make_first_key(folder: Path, now: datetime | None = None) -> str | None:
    """Have a key that signs from now on; its name, None when one was there already."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_writer(folder):
        if State.SIGNING in _states(folder, _or_now(now)):
            return None
        return _write(folder, _or_now(now))


def rotate(folder: Path, *, ahead: timedelta = AHEAD, now: datetime | None = None) -> str:
    """Write the key that signs from *ahead* on, and delete the dead ones; its name.

    RingError while another one waits for its turn.
    """
    if ahead < timedelta():
        raise RingError("A key cannot begin to sign in the past.")
    with only_writer(folder):
        keys = keys_of(folder, now)
        waiting = [key for key in keys if key.state is State.NEXT]
        if waiting:
            since = f"{waiting[0].signs_from:%F %T} UTC"
            raise RingError(
                f"{waiting[0].name} waits already and signs from {since} on; wait, or withdraw it."
            )
        made = _write(folder, _or_now(now) + ahead)
        for key in keys:
            if key.state is State.DEAD:
                file_of(folder, key.name).unlink()
        return made


def withdraw(folder: Path, name: str, now: datetime | None = None) -> str:
    """Delete a compromised key at once; the name of the one that signs behind it.

    RingError when no other could sign.
    """
    with only_writer(folder):
        instants = _instants(folder)
        if name not in instants:
            raise RingError(f"There is no key {name}; there is {', '.join(instants) or 'none'}.")
        signing = [
            other
            for other, signs_from in instants.items()
            if other != name and signs_from <= _or_now(now)
        ]
        if not signing:
            raise RingError(
                f"{name} is the only key that can sign; make another one first: rotate --ahead 0."
            )
        file_of(folder, name).unlink()
        return max(signing)


def keys_of(folder: Path, now: datetime | None = None) -> list[ListedKey]:
    """All keys of the ring, the oldest first. A process may call one dead sooner: see KEEP."""
    return [
        ListedKey(
            name=name_of(turn.signs_from),
            state=turn.state(_or_now(now)),
            signs_from=turn.signs_from,
            published_until=turn.published_until,
        )
        for turn in turns(_instants(folder).values(), KEEP)
    ]


def _states(folder: Path, now: datetime) -> set[State]:
    return {key.state for key in keys_of(folder, now)}


def _instants(folder: Path) -> dict[str, datetime]:
    names = sorted(names_in(folder))
    return {name: instant for name in names if (instant := instant_of(name)) is not None}


def _write(folder: Path, instant: datetime) -> str:
    name = name_of(instant)
    if file_of(folder, name).exists():
        raise RingError(f"{name} was made this very second; try again in the next.")
    write_key(folder, name)
    return name


def _or_now(now: datetime | None) -> datetime:
    return now or datetime.now(UTC)
