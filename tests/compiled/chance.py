"""Draws that depend on a seed and a place alone: two executions meet the same world."""

from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")


class Chance:
    """The luck of one place; the same questions in the same order get the same answers."""

    def __init__(self, *place: Any) -> None:
        self.place = place
        # By text: the hash of a string is another one in every process.
        self._random = Random("|".join(map(str, place)))  # noqa: S311 - made to be repeated

    def at(self, *further: Any) -> "Chance":
        """The luck of a place below; asking there changes nothing here."""
        return Chance(*self.place, *further)

    def hits(self, percent: float) -> bool:
        """Whether something that happens so often happens."""
        return self._random.random() * 100 < percent

    def one_of(self, choices: Sequence[T]) -> T:
        """Any of them, each as often."""
        return choices[self._random.randrange(len(choices))]

    def some_of(self, choices: Sequence[T], least: int = 0) -> list[T]:
        """At least so many, in any order."""
        size = self._random.randint(min(least, len(choices)), len(choices))
        return self._random.sample(list(choices), size)

    def number(self, low: int, high: int) -> int:
        """From *low* to *high*, both of them too."""
        return self._random.randint(low, high)
