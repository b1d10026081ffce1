"""Writes the manifest of the operations this client sends, for `./supergraph operations register`.

Needs nothing but Python: importing the operations alone loads no dependency.
"""

import argparse
import json
import re
from pathlib import Path

from commerce_client import operations
from operation_id import operation_id

OUTPUT = Path(__file__).parent / "persisted-query-manifest.json"

OPERATION = re.compile(r"\s*(?P<type>query|mutation|subscription) (?P<name>\w+)")


def entry(text: str) -> dict[str, str]:
    """One operation as Apollo's format version 1 has it."""
    found = OPERATION.match(text)
    if found is None:
        raise ValueError(f"Not an operation with a name: {text[:60]!r}")
    return {"id": operation_id(text), **found.groupdict(), "body": text}


def manifest() -> dict[str, object]:
    """Every operation of the generated client, in the order of their names."""
    entries = [entry(getattr(operations, name)) for name in operations.__all__]
    return {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": sorted(entries, key=lambda each: each["name"]),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    output: Path = parser.parse_args().output
    output.write_text(json.dumps(manifest(), indent=2) + "\n")


if __name__ == "__main__":
    main()
