"""Sends every living operation's text once to each router; after it hashes alone are enough.

A deployment runs it alone, with nothing but Python: `python -m devstack.contract.warm URL …`.
"""

import json
import sys
import urllib.request
from collections.abc import Iterable
from typing import Any
from urllib.error import HTTPError, URLError

from devstack.contract.manifests import Operation, living
from devstack.refusal import Refusal

# No document has an operation of this name, so nothing is run: the text is only kept.
NOT_RUN = "warm"
TIMEOUT_SECONDS = 10.0


def warm(urls: Iterable[str]) -> int:
    """Have each router know every living operation; how many there are. Repeatable."""
    by_id = {each.id: each for manifest in living() for each in manifest.operations}
    for url in urls:
        for operation in by_id.values():
            _send(url, operation, operation.text)
            if "PERSISTED_QUERY_NOT_FOUND" in _codes(_send(url, operation, None)):
                raise Refusal(
                    f"The router at {url} does not keep {operation.name}; is it the public one, "
                    "with persisted queries (apq) on?"
                )
    return len(by_id)


def _send(url: str, operation: Operation, text: str | None) -> Any:
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": operation.id}}
    body: dict[str, Any] = {"operationName": NOT_RUN, "extensions": persisted}
    if text is not None:
        body["query"] = text
    request = urllib.request.Request(  # noqa: S310 - the deployment's own routers
        url, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return json.load(answer)
    except HTTPError as refused:
        # An unknown operation name is a 400, which is what is meant to happen.
        return _refused(url, refused)
    except (URLError, OSError, ValueError) as error:
        raise Refusal(f"The router at {url} does not answer ({error}).") from None


def _refused(url: str, refused: HTTPError) -> Any:
    try:
        return json.load(refused)
    except ValueError:
        raise Refusal(f"{url} answered {refused.code}, and not as a router does.") from None


def _codes(answer: Any) -> set[str]:
    return {each.get("extensions", {}).get("code", "") for each in answer.get("errors", ())}


if __name__ == "__main__":
    try:
        print(f"{warm(sys.argv[1:])} operations are known to {len(sys.argv) - 1} router(s).")
    except Refusal as refusal:
        sys.exit(str(refusal))
