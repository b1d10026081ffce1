"""Has each router know every living operation, so that a hash alone is enough.

A router forgets when it is restarted, and when it takes a new graph or a new safelist. A deployment
runs this alone, with nothing but Python: `python -m devstack.contract.warm --every 30 URL …`.
"""

import argparse
import json
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.error import HTTPError, URLError

from devstack.contract.manifests import Operation, living
from devstack.refusal import Refusal

# No document has an operation of this name, so nothing is run: the text is only kept.
NOT_RUN = "warm"
UNKNOWN_NAME = "GRAPHQL_UNKNOWN_OPERATION_NAME"
TIMEOUT_SECONDS = 10.0
# Before each try. A router has turned to another graph in less than two seconds.
PAUSES = (0.0, 1.0, 2.0)


def warm(urls: Iterable[str]) -> int:
    """Send each router what it does not know; how many operations there are. Repeatable.

    One router that cannot be warmed does not keep the others cold; all such are told at the end.
    """
    by_id = {each.id: each for manifest in living() for each in manifest.operations}
    refusals = []
    for url in urls:
        try:
            _warm(url, by_id.values())
        except Refusal as refusal:
            refusals.append(str(refusal))
    if refusals:
        raise Refusal("\n".join(refusals))
    return len(by_id)


def keep_warm(urls: Sequence[str], every: float, say: Callable[[str], None]) -> NoReturn:
    """Warm again and again; a router that is away now may be back the next time."""
    while True:
        try:
            warm(urls)
        except Refusal as refusal:
            say(str(refusal))
        time.sleep(every)


def _warm(url: str, operations: Iterable[Operation]) -> None:
    for operation in operations:
        if not _knows(url, operation) and not _learns(url, operation):
            raise Refusal(
                f"The router at {url} does not keep {operation.name}; is it ready, the public one, "
                "on the newest graph, with persisted queries (apq) on?"
            )


def _learns(url: str, operation: Operation) -> bool:
    """Whether the router knows the operation when it was told; one that turns to a new graph just
    then forgets it, and is told again."""
    for pause in PAUSES:
        time.sleep(pause)
        _send(url, operation, operation.text)
        if _knows(url, operation):
            return True
    return False


def _knows(url: str, operation: Operation) -> bool:
    return UNKNOWN_NAME in _codes(_send(url, operation, None))


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
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise Refusal(f"The router at {url} does not answer ({error}).") from None


def _refused(url: str, refused: HTTPError) -> Any:
    try:
        return json.load(refused)
    except ValueError:
        raise Refusal(f"{url} answered {refused.code}, and not as a router does.") from None


def _codes(answer: Any) -> set[str]:
    errors = answer.get("errors") or () if isinstance(answer, dict) else ()
    return {(each.get("extensions") or {}).get("code", "") for each in errors}


def main() -> None:
    """The command line of a deployment."""
    parser = argparse.ArgumentParser(description="Have routers know every living operation.")
    parser.add_argument("url", nargs="+")
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, so often")
    arguments = parser.parse_args()
    if arguments.every is not None:
        keep_warm(arguments.url, arguments.every, lambda line: print(line, flush=True))
    try:
        print(f"{warm(arguments.url)} operations are known to {len(arguments.url)} router(s).")
    except Refusal as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
