"""What was found out about a token, kept for the next request that brings the same one."""

from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")

# As many people as ask one process within the quarter of an hour a token lives, and room.
MAX_TOKENS = 4_096
# Tokens of the usual 1 KB reach both bounds at once; of the longest, 512 are kept.
MAX_CHARACTERS = 4 * 1024 * 1024


class TokenCache(Generic[V]):
    """The tokens used last, whole: bounded in number and in characters."""

    def __init__(
        self, *, max_tokens: int = MAX_TOKENS, max_characters: int = MAX_CHARACTERS
    ) -> None:
        self._max_tokens = max_tokens
        self._max_characters = max_characters
        self._known: OrderedDict[str, V] = OrderedDict()
        self._characters = 0

    def get(self, token: str) -> V | None:
        """What is known of exactly this token; None when that is nothing."""
        known = self._known.get(token)
        if known is not None:
            self._known.move_to_end(token)
        return known

    def keep(self, token: str, known: V) -> None:
        """Remember *known*; the tokens that were not used for longest make room."""
        self.forget(token)
        self._known[token] = known
        self._characters += len(token)
        while len(self._known) > self._max_tokens or self._characters > self._max_characters:
            oldest, _ = self._known.popitem(last=False)
            self._characters -= len(oldest)

    def forget(self, token: str) -> None:
        """Nothing is known of it any more."""
        if self._known.pop(token, None) is not None:
            self._characters -= len(token)

    def __len__(self) -> int:
        return len(self._known)
