"""Which passwords may guard an account."""

import threading
from collections.abc import Iterator, Sequence
from math import prod

from zxcvbn import zxcvbn
from zxcvbn.matching import L33T_TABLE

from subgraphs.users.domain.people import folded

PASSWORD_LENGTH = range(12, 129)
LENGTH_RULE = f"Use {PASSWORD_LENGTH.start} to {PASSWORD_LENGTH.stop - 1} characters."
# zxcvbn's scale is 0 to 4; 3 is "safely unguessable" (10^8 guesses) to somebody with the hash.
# Source: Wheeler, zxcvbn, USENIX Security 2016.
LEAST_SCORE = 3
# Its time grows with the square of the length and with the ways to read signs as letters (| is i or
# l): 72 characters of that kind took 3 s. What is strong so far stays strong, so only as much is
# judged as takes 0.15 s, the most that searching for bad passwords has found since.
JUDGED, LEAST_JUDGED, STEP = 72, 16, 8
MOST_READ = 16 * JUDGED**2
# Shorter ones are part of ordinary words.
LEAST_OWN_WORD = 4
# zxcvbn keeps the words of whoever is judged in a dictionary of the module.
_one_at_a_time = threading.Lock()


def violations(password: str, *, email: str, display_name: str) -> Sequence[str]:
    """Every rule *password* breaks, each a sentence that says what to do; up to 0.15 s of CPU."""
    if len(password) not in PASSWORD_LENGTH:
        return [LENGTH_RULE]
    own = [email, folded(email).split("@")[0], *display_name.split()]
    return [*_own_words(password, own[1]), *_guessable(password, own)]


def _own_words(password: str, person: str) -> Iterator[str]:
    if len(person) >= LEAST_OWN_WORD and person in password.casefold():
        yield "Do not use your e-mail address in it."


def _guessable(password: str, own: Sequence[str]) -> Iterator[str]:
    with _one_at_a_time:
        judged = zxcvbn(_beginning(password), own, max_length=JUDGED)
    if judged["score"] >= LEAST_SCORE:
        return
    feedback = judged["feedback"]
    yield feedback["warning"] or "This is easy to guess."
    yield from feedback["suggestions"] or ["Add another word or two. Uncommon words are better."]


def _beginning(password: str) -> str:
    """As much of a password as is judged."""
    length = min(JUDGED, len(password))
    while length > LEAST_JUDGED and _ways_to_read(password[:length]) * length**2 > MOST_READ:
        length -= STEP
    return password[:length]


def _ways_to_read(text: str) -> int:
    """In how many ways signs may stand for letters; zxcvbn tries up to half as many again."""
    return prod(max(1, sum(sign in text for sign in signs)) for signs in L33T_TABLE.values())
