"""Judging a password takes a moment, whatever somebody has thought of."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from subgraphs.users.domain.passwords import violations

# Measured alone: 0.15 s. More is a machine that does something else.
MOST_SECONDS = 0.6
# Every sign that may stand for several letters, in few characters.
MANY_READINGS = "4@({[<691!|7$5+"
PERSON = {"email": "grace.hopper@example.com", "display_name": "Grace Hopper"}


@pytest.mark.parametrize(
    "password",
    [
        (MANY_READINGS * 9)[:128],
        MANY_READINGS + "x" * 113,
        "4@e8s(o{i[l<t6z9a1e3s!o|i1l0t$z5a7e+s%o2" * 3,
        "4@({[<69" + "\u0130" * 120,
        "1!|7$" * 25,
        "ab" * 64,
        "aab" * 42,
        "1" * 128,
        "01021999" * 16,
    ],
)
def test_no_password_takes_long_to_judge(password: str) -> None:
    """Some took three seconds of a thread that hashes for everybody."""
    started = time.thread_time()
    violations(password, **PERSON)
    assert time.thread_time() - started < MOST_SECONDS


def test_a_long_password_of_many_signs_is_good() -> None:
    """Judging less of it does not refuse what is strong."""
    assert violations("({[<691!|74@$5+ and twelve odd spoons", **PERSON) == []


def test_people_are_judged_by_their_own_words_alone() -> None:
    """At once too: the words of one are no reason to refuse another's password."""

    name = "zorvaxquillmorst"

    def is_good(display_name: str) -> bool:
        return violations(name, email="ada@example.com", display_name=display_name) == []

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(is_good, [name, "Ada"] * 400))
    assert found == [False, True] * 400
