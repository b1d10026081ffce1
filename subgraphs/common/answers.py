"""An answer as JSON, in UTF-8."""

import json
from typing import Any

import orjson

# What json refuses, orjson must not write in a way of its own. Keys that are no strings, halves of
# characters and numbers of more than 64 bits it refuses by itself.
_AS_JSON_DOES = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def encoded(answer: Any) -> bytes:
    """What json makes of *answer*, in fewer bytes; TypeError for what is no JSON at all."""
    try:
        return orjson.dumps(answer, option=_AS_JSON_DOES)
    except orjson.JSONEncodeError:
        return json.dumps(answer, separators=(",", ":")).encode()
