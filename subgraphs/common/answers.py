"""An answer as JSON, in UTF-8."""

import json
from typing import Any

import orjson

# Dataclasses and dates json refuses; left to itself, orjson would write them. Keys that are no
# strings, halves of characters and numbers of more than 64 bits it refuses by itself.
_AS_JSON_DOES = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def encoded(answer: Any) -> bytes:
    """The *answer*, of what scalars give; NaN and infinity, which JSON has not, are null."""
    try:
        return orjson.dumps(answer, option=_AS_JSON_DOES)
    except orjson.JSONEncodeError:
        return json.dumps(answer, separators=(",", ":")).encode()
