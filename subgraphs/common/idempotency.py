"""What an idempotency key was used for: the fingerprint of an input."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def fingerprint(values: Mapping[str, Any]) -> str:
    """SHA-256 over canonical JSON of the coerced input.

    Made from values, never from the query text, so literals, variables, aliases and the order of
    fields give the same digest. Leave out the key itself and every secret: this is stored.
    """
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
