"""The keys an issuer signs with: a folder of private keys, turned by the clock.

A file's name is the instant from which its key signs, as `20261121T175300Z.pem`. The newest key
whose instant has passed signs; a key is published as soon as its file is there, so verifiers know
it before it signs, and until the last token of it has ended.
"""

from subgraphs.common.keyring.changes import ListedKey, keys_of, make_first_key, rotate, withdraw
from subgraphs.common.keyring.files import RingError
from subgraphs.common.keyring.ring import KeyRing
from subgraphs.common.keyring.turns import State

__all__ = [
    "KeyRing",
    "ListedKey",
    "RingError",
    "State",
    "keys_of",
    "make_first_key",
    "rotate",
    "withdraw",
]
