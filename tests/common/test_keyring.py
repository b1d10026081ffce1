"""A ring of keys turns by the clock: nobody is signed out, nothing is restarted."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import jwt
import pytest

from devstack.layout import ROOT
from subgraphs.common.auth import PEOPLE, Issuer, TokenVerifier
from subgraphs.common.errors import Unauthenticated
from subgraphs.common.keyring import (
    KeyRing,
    RingError,
    State,
    keys_of,
    make_first_key,
    rotate,
    withdraw,
)
from tests.common.clock import Clock

AHEAD, LIFETIME = timedelta(minutes=10), timedelta(minutes=15)
KEEP = LIFETIME + timedelta(seconds=10)


@pytest.fixture
def ring(folder: Path, clock: Clock) -> KeyRing:
    """In a process that never starts again."""
    return KeyRing(folder, "users", KEEP, clock=clock)


def published(ring: KeyRing) -> list[str]:
    """The names in its key set."""
    return [key["kid"] for key in ring.jwks()["keys"]]


def a_token(ring: KeyRing) -> str:
    """A person's."""
    return ring.sign({"sub": "usr_1"}, audience="commerce", lifetime=LIFETIME)


def signer(token: str) -> str:
    """The name of the key that signed it."""
    return str(jwt.get_unverified_header(token)["kid"])


def test_next_key_is_published_before_it_signs(folder: Path, ring: KeyRing, clock: Clock) -> None:
    """From the moment its file is there until its instant it is known and signs nothing."""
    (first,) = published(ring)
    second = f"users:{rotate(folder, ahead=AHEAD, now=clock.now)}"
    assert published(ring) == [first, second]
    assert signer(a_token(ring)) == first
    clock.wait(seconds=599)
    assert signer(a_token(ring)) == first
    clock.wait(seconds=1)
    assert signer(a_token(ring)) == second


async def test_old_key_is_kept_until_its_tokens_are_dead(
    folder: Path, ring: KeyRing, clock: Clock
) -> None:
    """Its last token counts to its last second; then the key is gone from the set."""
    keys = TokenVerifier(
        [Issuer(name="users", keys=ring, audiences={"commerce": PEOPLE})], clock=clock.seconds
    )
    rotate(folder, ahead=AHEAD, now=clock.now)
    clock.wait(seconds=599)
    last = a_token(ring)
    clock.wait(seconds=LIFETIME.total_seconds())
    assert await keys.viewer(f"Bearer {last}")
    clock.wait(seconds=9)
    assert await keys.viewer(f"Bearer {last}")
    clock.wait(seconds=2)
    assert published(ring) == [ring.signing_kid]
    assert ring.public_key(signer(last)) is None
    with pytest.raises(Unauthenticated):
        await keys.viewer(f"Bearer {last}")


def test_dead_keys_are_deleted_by_the_next_turn(folder: Path, ring: KeyRing, clock: Clock) -> None:
    """The file goes once no token of any permitted life can be left; not before."""
    rotate(folder, ahead=AHEAD, now=clock.now)
    clock.wait(hours=1)
    rotate(folder, ahead=AHEAD, now=clock.now)
    assert [key.state for key in keys_of(folder, clock.now)] == [
        State.RETIRING,
        State.SIGNING,
        State.NEXT,
    ]
    clock.wait(hours=1)
    first, *_ = keys_of(folder, clock.now)
    assert first.state is State.DEAD
    rotate(folder, ahead=AHEAD, now=clock.now)
    assert first.name not in {key.name for key in keys_of(folder, clock.now)}
    assert signer(a_token(ring)) == ring.signing_kid


def test_only_one_key_waits(folder: Path, clock: Clock) -> None:
    """A second turn is refused until the first was taken; the sentence says which and when."""
    waiting = rotate(folder, ahead=AHEAD, now=clock.now)
    with pytest.raises(RingError, match=f"{waiting} waits already and signs from .* UTC on"):
        rotate(folder, ahead=AHEAD, now=clock.now)
    with pytest.raises(RingError, match="in the past"):
        rotate(folder, ahead=timedelta(seconds=-1), now=clock.now)
    clock.wait(minutes=10)
    with pytest.raises(RingError, match="made this very second"):
        rotate(folder, ahead=timedelta(), now=clock.now)
    clock.wait(seconds=1)
    assert rotate(folder, ahead=AHEAD, now=clock.now) > waiting


def test_withdrawn_key_is_gone_at_once(folder: Path, ring: KeyRing, clock: Clock) -> None:
    """Another one signs on; the only one that can sign stays, and so does what is not there."""
    token = a_token(ring)
    stolen = signer(token)
    waiting = rotate(folder, ahead=AHEAD, now=clock.now)
    for name, said in ((stolen.partition(":")[2], "only key"), ("20200101T000000Z", "no key")):
        with pytest.raises(RingError, match=said):
            withdraw(folder, name, clock.now)
    withdraw(folder, waiting, clock.now)
    clock.wait(seconds=1)
    fresh = rotate(folder, ahead=timedelta(), now=clock.now)
    assert withdraw(folder, stolen.partition(":")[2], clock.now) == fresh
    assert ring.public_key(stolen) is None
    assert signer(a_token(ring)) == f"users:{fresh}"


def test_first_key_is_made_once(folder: Path, clock: Clock) -> None:
    """What is there stays; files are closed to others."""
    (file,) = folder.iterdir()
    before = file.read_bytes()
    assert make_first_key(folder, clock.now) is None
    assert [each.read_bytes() for each in folder.iterdir()] == [before]
    assert file.stat().st_mode & 0o077 == folder.stat().st_mode & 0o077 == 0


def test_bad_file_takes_no_good_key_away(folder: Path, ring: KeyRing, clock: Clock) -> None:
    """Strange names and unreadable keys do not count; a key that is mended does."""
    name = rotate(folder, ahead=timedelta(seconds=1), now=clock.now)
    clock.wait(seconds=2)
    file = folder / f"{name}.pem"
    good = file.read_bytes()
    file.write_bytes(good[:100])
    (folder / "users-1.pem").write_bytes(good)
    (folder / "20261301T000000Z.pem").write_bytes(good)
    # strptime would read it, as the last of January.
    (folder / "2026131T000000Z.pem").write_bytes(good)
    assert len(keys_of(folder, clock.now)) == 2
    started = KeyRing(folder, "users", KEEP, clock=clock)
    for each in (ring, started):
        assert len(published(each)) == 1
        assert signer(a_token(each)) != f"users:{name}"
    file.write_bytes(good)
    for each in (ring, started):
        assert signer(a_token(each)) == f"users:{name}"


def test_folder_that_is_away_signs_nobody_out(folder: Path, ring: KeyRing) -> None:
    """What was known goes on counting, and signing."""
    folder.rename(folder.with_name("away"))
    assert published(ring) == [signer(a_token(ring))]


def test_ring_without_a_key_that_signs_does_not_start(folder: Path, clock: Clock) -> None:
    """Empty, waiting for its first key, or not there: one sentence each."""
    rotate(folder, ahead=AHEAD, now=clock.now)
    (folder / f"{keys_of(folder, clock.now)[0].name}.pem").unlink()
    (folder.parent / "empty").mkdir()
    for name, said in (("users", "can sign"), ("empty", "can sign"), ("none", "cannot be read")):
        with pytest.raises(RingError, match=said):
            KeyRing(folder.parent / name, "users", KEEP, clock=clock)


def test_no_token_outlives_its_key(ring: KeyRing) -> None:
    """A ring refuses to sign for longer than it goes on publishing."""
    with pytest.raises(ValueError, match="outlive"):
        ring.sign({"sub": "usr_1"}, audience="commerce", lifetime=KEEP + timedelta(seconds=1))


def test_set_holds_nothing_private(ring: KeyRing) -> None:
    """Modulus, exponent and names; what else a private key has stays in its file."""
    (key,) = ring.jwks()["keys"]
    assert key.keys() - {"key_ops"} == {"kty", "n", "e", "kid", "use", "alg"}


# The moments a turn can be cut off: before each of its changes to the folder.
CUTS = ("open", "fsync", "replace", "unlink")
CUT_OFF = """
import os, pathlib, signal, sys
from datetime import timedelta
from subgraphs.common.keyring import rotate

def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
cut, folder = sys.argv[1], pathlib.Path(sys.argv[2])
if cut == "open":
    real = os.open
    os.open = lambda path, *rest: real(path, *rest) if os.path.isdir(path) else die()
else:
    setattr(os if cut == "fsync" else pathlib.Path, cut, die)
rotate(folder, ahead=timedelta(minutes=10))
"""


@pytest.mark.parametrize("cut", CUTS)
def test_killed_turn_leaves_a_ring_that_loads(tmp_path: Path, clock: Clock, cut: str) -> None:
    """kill -9 in the middle: each key is whole or absent, one signs, and the turn can be taken."""
    make_first_key(tmp_path, clock.now - timedelta(hours=3))
    signing = rotate(tmp_path, ahead=timedelta(), now=clock.now - timedelta(hours=2))
    program = [sys.executable, "-c", CUT_OFF, cut, str(tmp_path)]
    assert subprocess.run(program, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    ring = KeyRing(tmp_path, "users", KEEP, clock=clock)
    assert signer(a_token(ring)) == f"users:{signing}"
    if cut == "unlink":
        # The next key was there by then; what is dead goes with the turn after it.
        assert [key.state for key in keys_of(tmp_path)] == [
            State.DEAD,
            State.SIGNING,
            State.NEXT,
        ]
        return
    assert len(keys_of(tmp_path)) == 2
    rotate(tmp_path, ahead=2 * AHEAD)
    assert {key.state for key in keys_of(tmp_path)} == {State.SIGNING, State.NEXT}
    # The half-written key, too, is gone.
    assert all(file.suffix == ".pem" for file in tmp_path.iterdir())


def test_many_turns_at_once_make_one_key(folder: Path) -> None:
    """Ten operators at the same moment: one turns the ring, nine are told that it waits."""
    program = [sys.executable, "-m", "subgraphs.common.keyring", "rotate", str(folder)]
    running = [
        subprocess.Popen(program, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(10)
    ]
    said = [process.communicate()[1].decode() for process in running]
    assert sorted(process.returncode for process in running) == [0] + [1] * 9
    assert sum("waits already" in each for each in said) == 9
    assert len(keys_of(folder)) == 2


def test_commands_say_what_they_did(folder: Path) -> None:
    """make, rotate, list and withdraw, as containers run them; a folder is named as its issuer."""

    def run(*arguments: str) -> str:
        program = [sys.executable, "-m", "subgraphs.common.keyring", *arguments]
        done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    orders = folder.parent / "orders"
    made = run("make", str(folder), str(orders)).splitlines()
    assert made[0] == "users: what is there stays"
    assert made[1].startswith("orders:2")
    assert "signs in 60 s" in run("rotate", "--ahead", "60", str(orders))
    listed = run("list", str(folder), str(orders)).splitlines()
    assert [line.split()[1] for line in listed] == ["signing", "signing", "next"]
    name = listed[2].split()[0]
    assert run("withdraw", str(orders), name) == f"{listed[1].split()[0]} signs now\n"
    assert "There is no key" in run("withdraw", str(orders), name)
