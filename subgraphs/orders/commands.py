"""For operators: `python -m subgraphs.orders.commands reconcile`, `dead`, `replay`.

Prints JSON lines; exit code 1 when something is wrong.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from subgraphs.common.observe import configure_logs
from subgraphs.common.settings import load
from subgraphs.orders.parts import Parts
from subgraphs.orders.settings import Settings


async def reconcile(parts: Parts) -> int:
    """Every difference between orders, provider and stock."""
    found = await parts.reconciliation.drift()
    for each in found:
        print(json.dumps(asdict(each)))
    return 1 if found else 0


async def dead(parts: Parts) -> int:
    """What failed for good, with what it failed for."""
    found = await parts.dead_letters.found()
    for each in found:
        print(json.dumps(asdict(each), default=str))
    return 1 if found else 0


async def replay(parts: Parts) -> int:
    """Try everything again that failed for good."""
    print(json.dumps({"replayed": await parts.dead_letters.replay()}))
    return 0


COMMANDS: dict[str, Callable[[Parts], Awaitable[int]]] = {
    "reconcile": reconcile,
    "dead": dead,
    "replay": replay,
}


async def main(name: str) -> int:
    """Run one command over the databases and services the environment names."""
    settings = load(Settings)
    configure_logs("orders-commands", "ERROR")
    parts = Parts(settings)
    try:
        return await COMMANDS[name](parts)
    finally:
        await parts.close()


if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in COMMANDS]:
        print(f"usage: python -m subgraphs.orders.commands {'|'.join(COMMANDS)}", file=sys.stderr)
        raise SystemExit(2)
    raise SystemExit(asyncio.run(main(sys.argv[1])))
