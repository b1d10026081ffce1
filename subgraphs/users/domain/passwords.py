"""Which passwords may guard an account."""

from collections.abc import Iterator, Sequence

from zxcvbn import zxcvbn

from subgraphs.users.domain.people import folded

PASSWORD_LENGTH = range(12, 129)
LENGTH_RULE = f"Use {PASSWORD_LENGTH.start} to {PASSWORD_LENGTH.stop - 1} characters."
# zxcvbn's scale is 0 to 4; 3 is "safely unguessable" (10^8 guesses) to somebody with the hash.
# Source: Wheeler, zxcvbn, USENIX Security 2016.
LEAST_SCORE = 3
# Its time grows with the square of the length, and what is strong so far stays strong.
JUDGED = 72
# Shorter ones are part of ordinary words.
LEAST_OWN_WORD = 4


def violations(password: str, *, email: str, display_name: str) -> Sequence[str]:
    """Every rule *password* breaks, each a sentence that says what to do; up to 30 ms of CPU."""
    if len(password) not in PASSWORD_LENGTH:
        return [LENGTH_RULE]
    own = [email, folded(email).split("@")[0], *display_name.split()]
    return [*_own_words(password, own[1]), *_guessable(password, own)]


def _own_words(password: str, person: str) -> Iterator[str]:
    if len(person) >= LEAST_OWN_WORD and person in password.casefold():
        yield "Do not use your e-mail address in it."


def _guessable(password: str, own: Sequence[str]) -> Iterator[str]:
    judged = zxcvbn(password[:JUDGED], own, max_length=JUDGED)
    if judged["score"] >= LEAST_SCORE:
        return
    feedback = judged["feedback"]
    yield feedback["warning"] or "This is easy to guess."
    yield from feedback["suggestions"] or ["Add another word or two. Uncommon words are better."]
